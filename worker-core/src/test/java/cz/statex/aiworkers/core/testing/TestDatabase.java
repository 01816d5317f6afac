package cz.statex.aiworkers.core.testing;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * One database.
 *
 * @param url in the form of {@code DATABASE_URL}: {@code postgresql://user:password@host:port/database}
 * @param jdbcUrl the same for JDBC, without credentials
 * @param username to connect as
 * @param password of the user
 */
public record TestDatabase(String url, String jdbcUrl, String username, String password) {

    static TestDatabase of(String url) {
        URI uri = URI.create(url);
        String[] credentials =
                uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
        String username = credentials.length > 0 ? credentials[0] : "postgres";
        String password = credentials.length > 1 ? credentials[1] : "";
        return new TestDatabase(
                url, "jdbc:postgresql://" + uri.getHost() + ":" + port(uri) + uri.getPath(), username, password);
    }

    /** Opens a connection; the caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, username, password);
    }

    /** Creates an empty database on the same server; one of that name that an earlier run left is dropped first. */
    String createSibling(String name) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name + " with (force)");
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create database " + name + " for a test class", e);
        }
        return URI.create(url).resolve("/" + name).toString();
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? 5432 : uri.getPort();
    }
}
