package cz.statex.aiworkers.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A PostgreSQL server in processes of its own, unpacked from a jar. User {@code postgres}, any password. Works as an
 * ordinary user, and as root where the kernel lets it start PostgreSQL in a user namespace.
 */
public final class EmbeddedPostgres implements EmbeddedServer {

    /** The database that exists from the start. */
    public static final String DATABASE = "ai_workers";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final String DUPLICATE_DATABASE = "42P04";

    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;

    private EmbeddedPostgres(io.zonky.test.db.postgres.embedded.EmbeddedPostgres server) {
        this.server = server;
    }

    /** A server with an empty database, as durable as a real one while it runs, whose data end with it. */
    public static EmbeddedPostgres startTemporary() {
        return start(builder());
    }

    /**
     * A server whose data live in {@code directory}. One that a killed run left behind there is stopped first.
     *
     * @param port to listen on, 0 for a free one
     * @throws ServerStartException if it does not start
     */
    public static EmbeddedPostgres start(Path directory, int port) {
        Path data = Directory.kept(directory).path();
        Processes.endOrphan(data.resolve("postmaster.pid"), "postgres");
        return start(
                builder().setDataDirectory(data).setCleanDataDirectory(false).setPort(FreePort.orFree(port)));
    }

    private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres.Builder builder() {
        String user = System.getProperty("user.name", "user");
        Path binaries = Path.of(System.getProperty("java.io.tmpdir"), "aiw-postgres-" + user);
        return io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(binaries.toFile())
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                // The library's defaults are for tests that may lose data.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "200");
    }

    private static EmbeddedPostgres start(io.zonky.test.db.postgres.embedded.EmbeddedPostgres.Builder builder) {
        EmbeddedPostgres postgres;
        try {
            postgres = new EmbeddedPostgres(builder.start());
        } catch (IOException | RuntimeException e) {
            boolean root = "root".equals(System.getProperty("user.name"));
            throw new ServerStartException(
                    "the embedded PostgreSQL did not start"
                            + (root
                                    ? "; PostgreSQL refuses to run as root and this system allows no user namespace:"
                                            + " run as an ordinary user, or use a server by DATABASE_URL"
                                    : "; see the log above, or use a server by DATABASE_URL"),
                    e);
        }
        try {
            postgres.createDatabase(DATABASE);
            return postgres;
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** Creates a database, unless it exists. */
    public void createDatabase(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a database name is lower-case letters, digits and '_', not " + name);
        }
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            if (!DUPLICATE_DATABASE.equals(e.getSQLState())) {
                throw new ServerStartException("cannot create database " + name + "; is the disk full?", e);
            }
        }
    }

    /** Where clients find {@link #DATABASE} of a server that listens on {@code port}. */
    public static String urlAt(int port) {
        return urlAt(port, DATABASE);
    }

    private static String urlAt(int port, String database) {
        return "postgresql://postgres:postgres@127.0.0.1:" + port + "/" + database;
    }

    /** Where clients find {@code database}. */
    public String url(String database) {
        return urlAt(port(), database);
    }

    /** Where clients find {@link #DATABASE}. */
    @Override
    public String url() {
        return url(DATABASE);
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL did not stop in order", e);
        }
    }
}
