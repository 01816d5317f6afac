package cz.statex.aiworkers.core.testing.contract;

import cz.statex.aiworkers.core.execution.ResultCache;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps outputs for ever; passes {@link ResultCacheContract}. Thread-safe. */
public final class InMemoryResultCache implements ResultCache {

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    @Override
    public Optional<Entry> find(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    @Override
    public void store(String key, Entry entry) {
        entries.put(key, entry);
    }
}
