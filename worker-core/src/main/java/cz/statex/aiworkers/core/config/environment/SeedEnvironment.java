package cz.statex.aiworkers.core.config.environment;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ClassPathResource;

/**
 * Adds {@code ai-workers.yml}, with the environment variables of the system's first description, as the source that
 * loses against all others, and takes apart what Spring Boot does not understand: URLs of servers, pool sizes, Python's
 * names of log levels.
 */
public final class SeedEnvironment implements EnvironmentPostProcessor, Ordered {

    private static final String FILE = "ai-workers.yml";
    private static final String TRANSLATED = "ai-workers-translated";
    private static final String DEFAULT_PORT = "9090";

    /** After the application's own files have been read. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 10;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        MutablePropertySources sources = environment.getPropertySources();
        if (sources.contains(TRANSLATED)) {
            return;
        }
        Map<String, Object> translated = new HashMap<>();
        sources.addLast(new MapPropertySource(TRANSLATED, translated));
        try {
            new YamlPropertySourceLoader()
                    .load(FILE, new ClassPathResource(FILE))
                    .forEach(sources::addLast);
        } catch (IOException e) {
            throw new IllegalStateException("worker-core's own " + FILE + " cannot be read", e);
        }
        identify(environment, translated);
        repair(environment, translated);
        BrokerUrl.translate(environment.getProperty("ai-workers.broker.url", ""), translated);
        DatabaseUrl.translate(environment, translated);
        RedisUrl.translate(environment, translated);
        observe(environment, translated);
    }

    private static void identify(ConfigurableEnvironment environment, Map<String, Object> translated) {
        if (environment.getProperty("ai-workers.service.worker-id", "").isBlank()) {
            String host = environment.getProperty("HOSTNAME", "");
            String chance = UUID.randomUUID().toString().substring(0, 6);
            translated.put("ai-workers.service.worker-id", (host.isBlank() ? localHost() : host) + "-" + chance);
        }
    }

    /** Corrects values that are well meant. */
    private static void repair(ConfigurableEnvironment environment, Map<String, Object> translated) {
        String port = environment.getProperty("ai-workers.observation.prometheus-port", DEFAULT_PORT);
        if (port.startsWith("tcp://")) {
            // Kubernetes sets PROMETHEUS_PORT so wherever a service is called prometheus.
            translated.put("ai-workers.observation.prometheus-port", DEFAULT_PORT);
        }
        String level =
                environment.getProperty("ai-workers.service.log-level", "INFO").toUpperCase(Locale.ROOT);
        switch (level) {
            case "WARNING" -> translated.put("ai-workers.service.log-level", "WARN");
            case "CRITICAL" -> translated.put("ai-workers.service.log-level", "ERROR");
            default -> {
                // Spring Boot knows it, or says that it does not.
            }
        }
    }

    private static void observe(ConfigurableEnvironment environment, Map<String, Object> translated) {
        String interval = environment.getProperty("ai-workers.observation.metrics-update-interval", "10");
        try {
            translated.put(
                    "management.prometheus.metrics.export.step",
                    DurationStyle.detectAndParse(interval, ChronoUnit.SECONDS).toString());
        } catch (IllegalArgumentException e) {
            // The record that it binds to says what is wrong, and where.
            translated.remove("management.prometheus.metrics.export.step");
        }
        String where = environment.getProperty("ai-workers.service.environment", "production");
        if (!where.equalsIgnoreCase("local")) {
            translated.put("logging.structured.format.console", "ecs");
        }
    }

    private static @Nullable String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "worker";
        }
    }
}
