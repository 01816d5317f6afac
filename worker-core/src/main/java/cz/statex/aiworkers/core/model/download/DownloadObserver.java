package cz.statex.aiworkers.core.model.download;

/** Watches downloads. Implementations must not throw and must return quickly. Thread-safe. */
public interface DownloadObserver {

    /** Sees nothing. */
    DownloadObserver NONE = new DownloadObserver() {};

    /** {@code done} bytes of a file are on this host; {@code total} is -1 as long as nobody knows. */
    default void fetching(String model, String file, long done, long total) {}

    /** A file is complete and is what the catalog names. */
    default void fetched(String model, String file, String sha256) {}

    /** A file came without a hash in the catalog: from now on it must be this one. */
    default void trusted(String model, String file, String sha256) {}

    /** A file was not what it should be and was put aside. */
    default void quarantined(String model, String file, String reason) {}
}
