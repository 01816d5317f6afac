package cz.statex.aiworkers.core.config;

/** A bean of this type obeys orders to load a model anew. */
public interface ModelReload {

    /**
     * Loads a model again, if this process has it; called on a thread of its own.
     *
     * @param model {@code name}, or {@code name@version} for this version alone
     */
    void reload(String model);
}
