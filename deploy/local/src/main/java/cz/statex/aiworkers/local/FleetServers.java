package cz.statex.aiworkers.local;

import cz.statex.aiworkers.embedded.EmbeddedBroker;
import cz.statex.aiworkers.embedded.EmbeddedPostgres;
import cz.statex.aiworkers.embedded.EmbeddedRedis;
import cz.statex.aiworkers.embedded.EmbeddedServer;
import cz.statex.aiworkers.embedded.FreePort;
import cz.statex.aiworkers.embedded.PrivateRabbit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The broker, the database and Redis of a fleet: own ones, started side by side, or those that its options name. The URLs
 * are known at once, so that the application starts beside them; {@link #awaitReady} returns when all of them answer.
 */
final class FleetServers implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final Owned owned = new Owned();
    private final List<Thread> starters = new ArrayList<>();
    private final Server broker;
    private final Server database;
    private final Server redis;

    /** Chooses ports for what the options do not name; nothing is started yet. */
    FleetServers(FleetOptions options) {
        Path data = options.directory();
        FleetOptions.Ports ports = options.ports();
        database = server(
                options.database(),
                ports.database(),
                EmbeddedPostgres::urlAt,
                port -> EmbeddedPostgres.start(data.resolve("postgres"), port));
        broker = server(
                options.broker(),
                ports.broker(),
                EmbeddedBroker::urlAt,
                options.privateRabbit()
                        ? port -> PrivateRabbit.start(data.resolve("rabbitmq"), port)
                        : port -> EmbeddedBroker.start(data.resolve("broker"), port));
        redis = server(
                options.redis(),
                ports.redis(),
                EmbeddedRedis::urlAt,
                port -> EmbeddedRedis.start(data.resolve("redis"), port));
    }

    private Server server(
            @Nullable String named,
            int requestedPort,
            IntFunction<String> urlAt,
            IntFunction<? extends EmbeddedServer> starter) {
        if (named != null) {
            return new Server(named, CompletableFuture.completedFuture(null));
        }
        int port = requestedPort == 0 ? FreePort.find() : requestedPort;
        CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        owned.own(starter.apply(port));
                        ready.complete(null);
                    } catch (RuntimeException | Error e) {
                        ready.completeExceptionally(e);
                    }
                },
                "fleet-server-start");
        thread.setDaemon(true);
        starters.add(thread);
        return new Server(urlAt.apply(port), ready);
    }

    /** Begins to start the servers of our own, side by side. */
    void begin() {
        starters.forEach(Thread::start);
    }

    String brokerUrl() {
        return broker.url();
    }

    String databaseUrl() {
        return database.url();
    }

    String redisUrl() {
        return redis.url();
    }

    /**
     * Returns when all servers of our own answer.
     *
     * @throws FleetException if one did not start
     */
    void awaitReady() {
        for (Server server : List.of(broker, database, redis)) {
            try {
                server.ready().join();
            } catch (CompletionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw new FleetException(String.valueOf(cause.getMessage()), cause);
            }
        }
    }

    @Override
    public void close() {
        owned.close();
        // A server that was still starting closes itself; nothing of it must outlive this process.
        starters.forEach(FleetServers::awaitEnd);
    }

    private static void awaitEnd(Thread starter) {
        try {
            starter.join(START_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One server: where it is, and when it answers. */
    private record Server(String url, CompletableFuture<@Nullable Void> ready) {}
}
