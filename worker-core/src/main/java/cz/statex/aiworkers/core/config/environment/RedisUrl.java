package cz.statex.aiworkers.core.config.environment;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.env.ConfigurableEnvironment;

/** {@code redis(s)://user:password@host:port/database} and its pool as Spring Boot's properties; nothing if there is no URL. */
final class RedisUrl {

    private static final int PORT = 6379;

    private RedisUrl() {}

    static void translate(ConfigurableEnvironment environment, Map<String, Object> properties) {
        String url = environment.getProperty("ai-workers.redis.url", "");
        if (url.isBlank()) {
            // Nothing would look at it but health.
            properties.put("management.health.redis.enabled", false);
            return;
        }
        ServerUrl server = ServerUrl.parse("REDIS_URL", url, new TreeSet<>(Set.of("redis", "rediss")), PORT);
        properties.put("spring.data.redis.host", server.host());
        properties.put("spring.data.redis.port", server.port());
        properties.put("spring.data.redis.ssl.enabled", server.scheme().equals("rediss"));
        if (server.username() != null && !server.username().isEmpty()) {
            properties.put("spring.data.redis.username", server.username());
        }
        if (server.password() != null) {
            properties.put("spring.data.redis.password", server.password());
        }
        if (server.path() != null && !server.path().isEmpty()) {
            properties.put("spring.data.redis.database", server.path());
        }
        pool(environment.getProperty("ai-workers.redis.pool-size", "5"), properties);
    }

    private static void pool(String size, Map<String, Object> properties) {
        try {
            int connections = Integer.parseInt(size);
            properties.put("spring.data.redis.lettuce.pool.max-active", connections);
            properties.put("spring.data.redis.lettuce.pool.max-idle", connections);
        } catch (NumberFormatException e) {
            // The record that it binds to says that it is no number.
            properties.remove("spring.data.redis.lettuce.pool.max-active");
        }
    }
}
