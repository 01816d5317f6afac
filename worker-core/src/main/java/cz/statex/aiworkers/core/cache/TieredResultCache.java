package cz.statex.aiworkers.core.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import cz.statex.aiworkers.core.execution.ResultCache;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Looks into this process first, then into what all workers share. Texts are kept, not trees: an entry that a caller
 * changes stays as it was for the next one. If the shared part is away, the cache is this process alone.
 */
public final class TieredResultCache implements ResultCache {

    private static final Logger log = LoggerFactory.getLogger(TieredResultCache.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Larger outputs would push out many small ones, and cost more to fetch than they save. */
    private static final int MAX_ENTRY_CHARS = 1024 * 1024;

    private final Cache<String, String> local;
    private final SharedEntries shared;
    private final Duration ttl;
    private final Circuit circuit;
    private final Runnable sharedFailure;

    /**
     * Makes an empty cache.
     *
     * @param shared the part that all workers share
     * @param ttl how long entries hold
     * @param localChars how many characters of JSON this process keeps at most
     * @param clock of the pauses after failures
     * @param sharedFailure is told of each failed call to the shared part
     */
    public TieredResultCache(SharedEntries shared, Duration ttl, long localChars, Clock clock, Runnable sharedFailure) {
        this.shared = shared;
        this.ttl = ttl;
        this.sharedFailure = sharedFailure;
        circuit = new Circuit(clock, PAUSE);
        local = Caffeine.newBuilder()
                .maximumWeight(localChars)
                .weigher((String key, String json) -> key.length() + json.length())
                .expireAfterWrite(ttl)
                .build();
    }

    @Override
    public Optional<Entry> find(String key) {
        String json = local.getIfPresent(key);
        if (json == null) {
            json = findShared(key);
            if (json != null) {
                local.put(key, json);
            }
        }
        return json == null ? Optional.empty() : decode(key, json);
    }

    @Override
    public void store(String key, Entry entry) {
        String json = Wire.mapper().writeValueAsString(entry);
        if (json.length() > MAX_ENTRY_CHARS) {
            return;
        }
        local.put(key, json);
        attempt(() -> {
            shared.put(key, json, ttl);
            return null;
        });
    }

    private @Nullable String findShared(String key) {
        return attempt(() -> shared.get(key));
    }

    private Optional<Entry> decode(String key, String json) {
        try {
            return Optional.of(Wire.mapper().readValue(json, Entry.class));
        } catch (JacksonException e) {
            log.warn("A shared result cannot be read, perhaps another version wrote it; computing it anew");
            local.invalidate(key);
            return Optional.empty();
        }
    }

    private @Nullable String attempt(Call call) {
        if (!circuit.permits()) {
            return null;
        }
        try {
            String answer = call.run();
            if (circuit.succeeded()) {
                log.info("The shared result cache is back");
            }
            return answer;
        } catch (RuntimeException e) {
            sharedFailure.run();
            if (circuit.failed()) {
                log.warn("The shared result cache is away; going on without it until it is back: {}", e.getMessage());
            }
            return null;
        }
    }

    private interface Call {
        @Nullable
        String run();
    }
}
