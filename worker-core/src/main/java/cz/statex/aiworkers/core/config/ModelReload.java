package cz.statex.aiworkers.core.config;

/** A bean of this type obeys orders to load a model anew. */
public interface ModelReload {

    /** Loads the model called {@code name} again, if this process has it; called on a thread of its own. */
    void reload(String name);
}
