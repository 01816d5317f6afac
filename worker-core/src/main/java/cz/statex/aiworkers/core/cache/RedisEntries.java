package cz.statex.aiworkers.core.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionCommands;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Entries as plain Redis strings, under a prefix that keeps them apart from whatever else lives there. */
public final class RedisEntries implements SharedEntries {

    private static final Logger log = LoggerFactory.getLogger(RedisEntries.class);
    private static final String PREFIX = "ai-workers:result:";

    private final StringRedisTemplate redis;

    /** Uses {@code redis}, whose connections belong to the caller. */
    public RedisEntries(StringRedisTemplate redis) {
        this.redis = redis;
    }

    /** Opens a connection, so that the first task does not wait for that. A server that is away is the first task's to meet. */
    public void warmUp() {
        try {
            redis.execute((RedisCallback<String>) RedisConnectionCommands::ping);
        } catch (DataAccessException e) {
            log.debug("Redis did not answer yet", e);
        }
    }

    @Override
    public @Nullable String get(String key) {
        return redis.opsForValue().get(PREFIX + key);
    }

    @Override
    public void put(String key, String json, Duration ttl) {
        redis.opsForValue().set(PREFIX + key, json, ttl);
    }
}
