package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.model.download.DownloadObserver;

/** Watches the files of models. Implementations must not throw and must return quickly. Thread-safe. */
public interface RepositoryObserver extends DownloadObserver {

    /** Sees nothing. */
    RepositoryObserver NONE = new RepositoryObserver() {};

    /** A cached file was broken and is made anew. */
    default void rebuilt(String model, String file) {}

    /** Another process of this host works on the model; its end is waited for. */
    default void waiting(String model) {}

    /** The checkpoint of a model is being joined with its program. */
    default void converting(String model, String archive) {}
}
