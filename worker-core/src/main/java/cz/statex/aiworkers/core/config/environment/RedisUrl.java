package cz.statex.aiworkers.core.config.environment;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code redis(s)://user:password@host:port/database} as Spring Boot's properties; nothing if there is no URL. */
final class RedisUrl {

    private static final int PORT = 6379;

    private RedisUrl() {}

    static void translate(String url, Map<String, Object> properties) {
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
    }
}
