package cz.statex.aiworkers.core.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Entries as plain Redis strings, under a prefix that keeps them apart from whatever else lives there. */
public final class RedisEntries implements SharedEntries {

    private static final String PREFIX = "ai-workers:result:";

    private final StringRedisTemplate redis;

    /** Uses {@code redis}, whose connections belong to the caller. */
    public RedisEntries(StringRedisTemplate redis) {
        this.redis = redis;
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
