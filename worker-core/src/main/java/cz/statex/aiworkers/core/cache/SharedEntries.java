package cz.statex.aiworkers.core.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Texts that all workers share, by key. Thread-safe; throws any {@link RuntimeException} when they cannot be reached. */
public interface SharedEntries {

    /** Shares nothing: each worker has its own results only. */
    SharedEntries NONE = new SharedEntries() {
        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public void put(String key, String json, Duration ttl) {}
    };

    /** The text stored under {@code key}, null if there is none. */
    @Nullable
    String get(String key);

    /** Stores a text for {@code ttl}. */
    void put(String key, String json, Duration ttl);
}
