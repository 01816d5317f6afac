package cz.statex.aiworkers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.ResultCache;
import cz.statex.aiworkers.core.testing.TestServers;
import cz.statex.aiworkers.core.testing.contract.ResultCacheContract;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** The shared part on a Redis server, read by a process that has nothing of its own. */
class RedisResultCacheIT extends ResultCacheContract {

    private static LettuceConnectionFactory connections;
    private static StringRedisTemplate redis;

    @BeforeAll
    static void connect() {
        URI url = URI.create(TestServers.redisUrl());
        connections = new LettuceConnectionFactory(new RedisStandaloneConfiguration(url.getHost(), url.getPort()));
        connections.afterPropertiesSet();
        connections.start();
        redis = new StringRedisTemplate(connections);
    }

    @AfterAll
    static void disconnect() {
        connections.destroy();
    }

    @Override
    protected ResultCache cache() {
        // A new one at each call: what it finds can only come from the server.
        return new TieredResultCache(
                new RedisEntries(redis), Duration.ofMinutes(1), 1_000_000, Clock.systemUTC(), () -> {});
    }

    @Test
    void forgetsAfterTheConfiguredTime() {
        String key = UUID.randomUUID().toString();
        cache().store(key, new ResultCache.Entry(Wire.mapper().createObjectNode(), null));
        assertThat(redis.getExpire("ai-workers:result:" + key, TimeUnit.SECONDS))
                .isBetween(50L, 60L);
    }
}
