package cz.statex.aiworkers.core.config.environment;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * {@code postgresql://user:password@host:port/database?parameters}, also with a driver's name behind the scheme, and
 * pool sizes, as Spring Boot's properties. A JDBC URL is taken as it is.
 */
final class DatabaseUrl {

    private static final int PORT = 5432;

    private DatabaseUrl() {}

    static void translate(ConfigurableEnvironment environment, Map<String, Object> properties) {
        String url = environment.getProperty("ai-workers.database.url", "").strip();
        if (url.startsWith("jdbc:")) {
            properties.put("spring.datasource.url", url);
        } else {
            // Python writes postgresql+psycopg2://
            String plain = url.replaceFirst("^postgres(ql)?(\\+[a-z0-9]+)?://", "postgresql://");
            ServerUrl server = ServerUrl.parse("DATABASE_URL", plain, new TreeSet<>(Set.of("postgresql")), PORT);
            translate(server, environment.getProperty("ai-workers.service.name", "ai-workers"), properties);
        }
        pool(environment, properties);
    }

    private static void translate(ServerUrl server, String application, Map<String, Object> properties) {
        List<String> parameters = new ArrayList<>();
        String query = server.query() == null ? "" : server.query();
        if (!query.isEmpty()) {
            parameters.add(query);
        }
        // A connection whose other end vanished must not hold a thread for ever.
        addUnlessGiven(parameters, query, "tcpKeepAlive", "true");
        addUnlessGiven(parameters, query, "socketTimeout", "30");
        // A server's detail quotes rows, and rows hold inputs.
        addUnlessGiven(parameters, query, "logServerErrorDetail", "false");
        addUnlessGiven(parameters, query, "ApplicationName", URLEncoder.encode(application, StandardCharsets.UTF_8));
        String database = server.path() == null ? "" : URLEncoder.encode(server.path(), StandardCharsets.UTF_8);
        properties.put(
                "spring.datasource.url",
                "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database + "?"
                        + String.join("&", parameters));
        if (server.username() != null) {
            properties.put("spring.datasource.username", server.username());
        }
        if (server.password() != null) {
            properties.put("spring.datasource.password", server.password());
        }
    }

    private static void addUnlessGiven(List<String> parameters, String query, String name, String value) {
        if (!query.contains(name + "=")) {
            parameters.add(name + "=" + value);
        }
    }

    private static void pool(ConfigurableEnvironment environment, Map<String, Object> properties) {
        try {
            int size = Integer.parseInt(environment.getProperty("ai-workers.database.pool-size", "5"));
            int overflow = Integer.parseInt(environment.getProperty("ai-workers.database.max-overflow", "10"));
            properties.put("spring.datasource.hikari.minimum-idle", size);
            properties.put("spring.datasource.hikari.maximum-pool-size", size + overflow);
        } catch (NumberFormatException e) {
            // The record that both bind to says which of them is no number.
            properties.remove("spring.datasource.hikari.minimum-idle");
        }
    }
}
