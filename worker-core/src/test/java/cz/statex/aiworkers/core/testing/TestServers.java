package cz.statex.aiworkers.core.testing;

import cz.statex.aiworkers.embedded.EmbeddedBroker;
import cz.statex.aiworkers.embedded.EmbeddedPostgres;
import cz.statex.aiworkers.embedded.EmbeddedRedis;
import cz.statex.aiworkers.embedded.PrivateRabbit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The servers of integration tests, one set per JVM, started on first use and closed at its end. Each is, in this order:
 * the one that an environment variable names ({@code AIW_TEST_BROKER_URL}, {@code AIW_TEST_DATABASE_URL},
 * {@code AIW_TEST_REDIS_URL}); a container, if a Docker engine answers; a process of this machine (RabbitMQ from its
 * installed package, PostgreSQL and Redis from jars); for the broker at last the embedded one. A line on standard output
 * says which.
 *
 * <p>{@code AIW_TEST_BROKER} (or the system property {@code aiw.test.broker}) forces the broker: {@code embedded} or
 * {@code rabbitmq}.
 *
 * <p>Every test class gets a database and, except on a broker named by the environment, a virtual host of its own.
 * Thread-safe.
 */
public final class TestServers {

    private static final Map<Kind, CompletableFuture<RunningServer>> STARTED = new ConcurrentHashMap<>();
    private static final Map<String, String> PER_CLASS = new ConcurrentHashMap<>();

    private TestServers() {}

    private enum Kind {
        BROKER,
        DATABASE,
        REDIS;

        @Nullable
        String namedUrl() {
            return System.getenv("AIW_TEST_" + name() + "_URL");
        }
    }

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(TestServers::closeAll, "test-servers-closer"));
    }

    /** The broker; test classes that use it share its queues. */
    public static String brokerUrl() {
        return server(Kind.BROKER).url();
    }

    /** A virtual host of the broker for one test class. */
    public static String brokerUrl(Class<?> test) {
        return perClass(Kind.BROKER, test);
    }

    /** Whether the broker is a RabbitMQ, not the embedded one. */
    public static boolean brokerIsRabbit() {
        return !server(Kind.BROKER).description().contains("embedded");
    }

    /** An empty database for one test class; the same one whenever that class asks. */
    public static TestDatabase database(Class<?> test) {
        return TestDatabase.of(perClass(Kind.DATABASE, test));
    }

    /** The Redis server; test classes share it. */
    public static String redisUrl() {
        return server(Kind.REDIS).url();
    }

    /**
     * All three servers, started in parallel, as the environment variables that a worker reads: {@code BROKER_URL},
     * {@code DATABASE_URL}, {@code REDIS_URL}.
     */
    public static Map<String, String> environment(Class<?> test) {
        Stream.of(Kind.values()).map(TestServers::starting).toList().forEach(CompletableFuture::join);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("BROKER_URL", brokerUrl(test));
        environment.put("DATABASE_URL", database(test).url());
        environment.put("REDIS_URL", redisUrl());
        return environment;
    }

    private static String perClass(Kind kind, Class<?> test) {
        String name = test.getSimpleName().replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
        String unique = name + Integer.toHexString(test.getName().hashCode());
        return PER_CLASS.computeIfAbsent(
                kind + ":" + test.getName(), key -> server(kind).separate().apply(unique));
    }

    private static RunningServer server(Kind kind) {
        try {
            return starting(kind).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("no " + kind.name().toLowerCase(Locale.ROOT) + " for tests", e.getCause());
        }
    }

    private static CompletableFuture<RunningServer> starting(Kind kind) {
        return STARTED.computeIfAbsent(kind, absent -> {
            var executor = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "test-servers-" + absent.name().toLowerCase(Locale.ROOT));
                thread.setDaemon(true);
                return thread;
            });
            return CompletableFuture.supplyAsync(() -> start(absent), executor)
                    .whenComplete((server, failure) -> executor.shutdown());
        });
    }

    private static RunningServer start(Kind kind) {
        RunningServer server = find(kind);
        System.out.println("Test " + kind.name().toLowerCase(Locale.ROOT) + ": " + server.description());
        return server;
    }

    private static RunningServer find(Kind kind) {
        String named = kind.namedUrl();
        return switch (kind) {
            case BROKER -> broker(named);
            case DATABASE ->
                named != null
                        ? RunningServer.named(
                                named, name -> TestDatabase.of(named).createSibling(name))
                        : Docker.answers() ? Containers.postgres() : localPostgres();
            case REDIS ->
                named != null
                        ? RunningServer.named(named, name -> named)
                        : Docker.answers()
                                ? Containers.redis()
                                : RunningServer.of("local process", EmbeddedRedis.startTemporary());
        };
    }

    private static RunningServer broker(@Nullable String named) {
        String variable = System.getenv("AIW_TEST_BROKER");
        String forced = System.getProperty("aiw.test.broker", variable == null ? "" : variable);
        if (forced.equals("embedded")) {
            return embeddedBroker();
        }
        if (named != null) {
            return RunningServer.named(named, name -> named);
        }
        if (Docker.answers()) {
            return Containers.rabbitMq();
        }
        if (PrivateRabbit.isInstalled()) {
            PrivateRabbit rabbit = PrivateRabbit.startTemporary();
            return RunningServer.of("private RabbitMQ node", rabbit, rabbit::createVirtualHost);
        }
        if (forced.equals("rabbitmq")) {
            throw new IllegalStateException("AIW_TEST_BROKER=rabbitmq, but no RabbitMQ can be had here:"
                    + " install the package rabbitmq-server, start Docker, or set AIW_TEST_BROKER_URL");
        }
        return embeddedBroker();
    }

    private static RunningServer embeddedBroker() {
        EmbeddedBroker broker = EmbeddedBroker.startInMemory();
        return RunningServer.of(
                "embedded broker in this JVM (no RabbitMQ asked for or found)", broker, broker::createVirtualHost);
    }

    private static RunningServer localPostgres() {
        EmbeddedPostgres postgres = EmbeddedPostgres.startTemporary();
        return RunningServer.of("local process", postgres, name -> {
            postgres.createDatabase(name);
            return postgres.url(name);
        });
    }

    /** Applications close in a shutdown hook of their own; their servers must outlive them. */
    private static void closeAll() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("SpringApplicationShutdownHook"))
                .forEach(TestServers::awaitEnd);
        STARTED.values().parallelStream()
                .filter(started -> started.isDone() && !started.isCompletedExceptionally())
                .forEach(started -> started.join().close());
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
