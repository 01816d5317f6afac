package cz.statex.aiworkers.core.config.properties;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The Redis server that workers share results in. Everything works without it, only the cache is smaller.
 *
 * @param url where it is, {@code redis(s)://user:password@host:port/database}; REDIS_URL; empty for none
 * @param poolSize most connections, each for one command at a time; REDIS_POOL_SIZE; best as many as tasks are worked on
 */
@Validated
@ConfigurationProperties("ai-workers.redis")
public record RedisProperties(
        @DefaultValue("redis://localhost:6379/2") String url, @DefaultValue("5") @Min(1) @Max(1000) int poolSize) {

    /** Without the URL, which may carry a password. */
    @Override
    public String toString() {
        return "RedisProperties[poolSize=" + poolSize + "]";
    }
}
