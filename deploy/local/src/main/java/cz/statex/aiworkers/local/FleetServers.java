package cz.statex.aiworkers.local;

import cz.statex.aiworkers.embedded.EmbeddedBroker;
import cz.statex.aiworkers.embedded.EmbeddedPostgres;
import cz.statex.aiworkers.embedded.EmbeddedRedis;
import cz.statex.aiworkers.embedded.EmbeddedServer;
import cz.statex.aiworkers.embedded.FreePort;
import cz.statex.aiworkers.embedded.PrivateRabbit;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The broker, the database and Redis of a fleet: own ones, started side by side, or those that its options name. The URLs
 * are known at once, so that the application starts beside them; {@link #awaitReady} returns when all of them answer.
 */
final class FleetServers implements AutoCloseable {

    private final Owned owned = new Owned();
    private final Server broker;
    private final Server database;
    private final Server redis;

    /** Begins to start what the options do not name. */
    FleetServers(FleetOptions options) {
        Path data = options.directory();
        FleetOptions.Ports ports = options.ports();
        database = options.database() != null
                ? Server.named(options.database())
                : start(
                        ports.database(),
                        EmbeddedPostgres::urlAt,
                        port -> EmbeddedPostgres.start(data.resolve("postgres"), port));
        broker = options.broker() != null
                ? Server.named(options.broker())
                : options.privateRabbit()
                        ? start(
                                ports.broker(),
                                PrivateRabbit::urlAt,
                                port -> PrivateRabbit.start(data.resolve("rabbitmq"), port))
                        : start(
                                ports.broker(),
                                EmbeddedBroker::urlAt,
                                port -> EmbeddedBroker.start(data.resolve("broker"), port));
        redis = options.redis() != null
                ? Server.named(options.redis())
                : start(ports.redis(), EmbeddedRedis::urlAt, port -> EmbeddedRedis.start(data.resolve("redis"), port));
    }

    private Server start(int requestedPort, IntFunction<String> urlAt, IntFunction<EmbeddedServer> starter) {
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
        thread.start();
        return new Server(urlAt.apply(port), ready);
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
        for (Server server : Stream.of(broker, database, redis).toList()) {
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
    }

    /** One server: where it is, and when it answers. */
    private record Server(String url, CompletableFuture<@Nullable Void> ready) {

        static Server named(String url) {
            return new Server(url, CompletableFuture.completedFuture(null));
        }
    }
}
