package cz.statex.aiworkers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.model.repository.ModelDirectory;
import cz.statex.aiworkers.core.testing.TestServers;
import cz.statex.aiworkers.core.testing.contract.ManualClock;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** What hosts say about their models, on a Redis server. */
class RedisModelDirectoryIT {

    private static final Duration TTL = Duration.ofMinutes(1);

    private static LettuceConnectionFactory connections;
    private static StringRedisTemplate redis;

    private final ManualClock clock = new ManualClock();
    private final String model = "m" + UUID.randomUUID();

    @BeforeAll
    static void connect() {
        connections = connections(URI.create(TestServers.redisUrl()));
        redis = new StringRedisTemplate(connections);
    }

    @AfterAll
    static void disconnect() {
        connections.destroy();
    }

    @Test
    void tellsWhichHostsHaveAModel() {
        directory("b").announce(model, "1", 100, Precision.FP32);
        clock.advance(Duration.ofSeconds(1));
        directory("a").announce(model, "1", 60, Precision.BF16);

        ModelDirectory.Listing listing = directory("c").find(model, "1").orElseThrow();
        assertThat(listing.hosts()).containsExactly("a", "b");
        assertThat(listing.precision()).isEqualTo(Precision.BF16);
        assertThat(listing.bytes()).isEqualTo(60);
        assertThat(directory("c").find(model, "2")).isEmpty();
        String key = "ai-workers:model:" + model + "@1";
        assertThat(redis.getExpire(key, TimeUnit.SECONDS)).isBetween(50L, 60L);
        String json = (String) redis.opsForHash().get(key, "a");
        assertThat(Wire.mapper().readTree(json).propertyNames())
                .containsExactlyInAnyOrder("name", "version", "bytes", "precision", "host", "seen");
    }

    @Test
    void forgetsAHostThatSaysNothingMore() {
        directory("a").announce(model, "1", 100, Precision.FP32);
        clock.advance(TTL);
        directory("b").announce(model, "1", 100, Precision.FP32);
        clock.advance(Duration.ofSeconds(1));
        assertThat(directory("c").find(model, "1").orElseThrow().hosts()).containsExactly("b");
    }

    @Test
    void passesOverWhatItCannotRead() {
        redis.opsForHash().put("ai-workers:model:" + model + "@1", "x", "{");
        directory("b").announce(model, "1", 100, Precision.FP32);
        assertThat(directory("a").find(model, "1").orElseThrow().hosts()).containsExactly("b");
    }

    @Test
    void knowsNothingWhileTheServerIsAway() {
        LettuceConnectionFactory nowhere = connections(URI.create("redis://127.0.0.1:1"));
        try {
            ModelDirectory directory = new RedisModelDirectory(new StringRedisTemplate(nowhere), "a", TTL, clock);
            assertThat(directory.find(model, "1")).isEmpty();
            // By then the server is asked again.
            clock.advance(TTL);
            directory.announce(model, "1", 100, Precision.FP32);
            assertThat(directory.find(model, "1")).isEmpty();
        } finally {
            nowhere.destroy();
        }
    }

    private ModelDirectory directory(String host) {
        return new RedisModelDirectory(redis, host, TTL, clock);
    }

    private static LettuceConnectionFactory connections(URI url) {
        LettuceConnectionFactory factory =
                new LettuceConnectionFactory(new RedisStandaloneConfiguration(url.getHost(), url.getPort()));
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}
