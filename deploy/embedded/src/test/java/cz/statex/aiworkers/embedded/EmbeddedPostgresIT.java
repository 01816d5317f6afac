package cz.statex.aiworkers.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

    @Test
    void writesDurably() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.startTemporary()) {
            assertThat(query(postgres, EmbeddedPostgres.DATABASE, "show fsync")).isEqualTo("on");
            assertThat(query(postgres, EmbeddedPostgres.DATABASE, "show synchronous_commit"))
                    .isEqualTo("on");
            assertThat(query(postgres, EmbeddedPostgres.DATABASE, "show listen_addresses"))
                    .isEqualTo("127.0.0.1");
        }
    }

    @Test
    void keepsRowsInItsDirectoryAndCreatesDatabasesOnce(@TempDir Path directory) throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, 0)) {
            postgres.createDatabase("first");
            postgres.createDatabase("first");
            execute(postgres, "first", "create table kept as select 42 as answer");
            assertThatThrownBy(() -> postgres.createDatabase("no; drop")).isInstanceOf(IllegalArgumentException.class);
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, 0)) {
            assertThat(query(postgres, "first", "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void stopsTheServerThatAKilledRunLeftBehind(@TempDir Path directory) throws Exception {
        EmbeddedPostgres orphan = EmbeddedPostgres.start(directory, 0);
        execute(orphan, EmbeddedPostgres.DATABASE, "create table kept as select 1 as answer");
        long orphanPid = pid(directory);
        // The library locks the directory within a JVM; a killed run holds no lock.
        Files.delete(directory.resolve("epg-lock"));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, 0)) {
            assertThat(pid(directory)).isNotEqualTo(orphanPid);
            assertThat(ProcessHandle.of(orphanPid)).isEmpty();
            assertThat(query(postgres, EmbeddedPostgres.DATABASE, "select answer from kept"))
                    .isEqualTo("1");
        }
    }

    private static long pid(Path directory) throws Exception {
        return Long.parseLong(
                Files.readAllLines(directory.resolve("postmaster.pid")).get(0).strip());
    }

    private static Connection connect(EmbeddedPostgres postgres, String database) throws SQLException {
        assertThat(postgres.url(database)).endsWith(":" + postgres.port() + "/" + database);
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database, "postgres", "postgres");
    }

    private static void execute(EmbeddedPostgres postgres, String database, String sql) throws SQLException {
        try (Connection connection = connect(postgres, database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedPostgres postgres, String database, String sql) throws SQLException {
        try (Connection connection = connect(postgres, database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
