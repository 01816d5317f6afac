package cz.statex.aiworkers.core.model.repository;

/** Watches the files of models. Implementations must not throw and must return quickly. Thread-safe. */
public interface RepositoryObserver {

    /** Sees nothing. */
    RepositoryObserver NONE = new RepositoryObserver() {};

    /** A cached file was broken and is made anew. */
    default void rebuilt(String model, String file) {}
}
