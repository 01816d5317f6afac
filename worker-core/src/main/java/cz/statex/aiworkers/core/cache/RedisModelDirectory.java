package cz.statex.aiworkers.core.cache;

import cz.statex.aiworkers.core.model.repository.ModelDirectory;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.HashOperations;
import org.springframework.data.redis.core.StringRedisTemplate;
import tools.jackson.core.JacksonException;

/**
 * Which host has which model, in Redis: a key per model, in it a field of JSON per host, so that hosts never overwrite
 * each other. While Redis is away nothing is told and nothing is found.
 */
public final class RedisModelDirectory implements ModelDirectory {

    private static final Logger log = LoggerFactory.getLogger(RedisModelDirectory.class);
    private static final String PREFIX = "ai-workers:model:";
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final StringRedisTemplate redis;
    private final String host;
    private final Duration ttl;
    private final Clock clock;
    private final Circuit circuit;

    /** What one host says about one model. */
    record Holding(String name, String version, long bytes, Precision precision, String host, Instant seen) {}

    /**
     * Speaks for {@code host}.
     *
     * @param ttl how long what a host said holds
     */
    public RedisModelDirectory(StringRedisTemplate redis, String host, Duration ttl, Clock clock) {
        this.redis = redis;
        this.host = host;
        this.ttl = ttl;
        this.clock = clock;
        this.circuit = new Circuit(clock, PAUSE);
    }

    @Override
    public void announce(String name, String version, long bytes, Precision precision) {
        Holding holding = new Holding(name, version, bytes, precision, host, clock.instant());
        String json = Wire.mapper().writeValueAsString(holding);
        attempt(() -> {
            String key = key(name, version);
            redis.opsForHash().put(key, host, json);
            redis.expire(key, ttl);
        });
    }

    @Override
    public Optional<Listing> find(String name, String version) {
        List<Holding> holdings = new ArrayList<>();
        attempt(() -> {
            HashOperations<String, String, String> hash = redis.opsForHash();
            Map<String, String> found = hash.entries(key(name, version));
            found.values().forEach(json -> read(json).ifPresent(holdings::add));
        });
        // The key lives as long as any host renews it: what the others said may be older than it may be.
        Instant oldest = clock.instant().minus(ttl);
        holdings.removeIf(holding -> holding.seen().isBefore(oldest));
        return holdings.stream()
                .max(Comparator.comparing(Holding::seen))
                .map(newest -> new Listing(
                        name,
                        version,
                        newest.bytes(),
                        newest.precision(),
                        holdings.stream().map(Holding::host).sorted().toList()));
    }

    private static Optional<Holding> read(String json) {
        try {
            return Optional.of(Wire.mapper().readValue(json, Holding.class));
        } catch (JacksonException e) {
            log.debug("an entry of the model directory cannot be read; going on without it", e);
            return Optional.empty();
        }
    }

    private void attempt(Runnable call) {
        if (!circuit.permits()) {
            return;
        }
        try {
            call.run();
            circuit.succeeded();
        } catch (RuntimeException e) {
            if (circuit.failed()) {
                log.warn("The model directory is away; going on without it until it is back: {}", e.getMessage());
            }
        }
    }

    private static String key(String name, String version) {
        return PREFIX + name + "@" + version;
    }
}
