package cz.statex.aiworkers.core.store.sql;

import cz.statex.aiworkers.core.execution.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;

/**
 * Runs work in transactions of its own. A store that cannot be reached becomes {@link StoreUnavailableException}, every
 * other failure Spring's {@link DataAccessException}. Thread-safe.
 */
public final class Transactions {

    /** What is done in a transaction. It may be run again from its start, if the database chose it as deadlock victim. */
    public interface Work<T> {

        /** Does it. */
        T run(Sql sql) throws SQLException;
    }

    /**
     * Every statement here finds its rows by an index. Without this the server would plan for the empty table of a first
     * start, keep that plan (scan it all, it is small), and read ever more until statistics catch up a minute later.
     */
    private static final String BY_INDEX =
            """
            select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
                set_config('enable_mergejoin', 'off', true)
            """;

    private static final int TRIES = 3;
    private static final Set<String> CHOSEN_AS_VICTIM = Set.of("40001", "40P01");
    private static final SQLExceptionSubclassTranslator TRANSLATOR = new SQLExceptionSubclassTranslator();

    private final DataSource dataSource;

    /** Takes connections from this pool, one per transaction. */
    public Transactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Runs the work and commits it; rolls back whatever it throws. */
    public <T> T run(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return tryRun(work);
            } catch (SQLException failure) {
                if (attempt == TRIES || !CHOSEN_AS_VICTIM.contains(String.valueOf(failure.getSQLState()))) {
                    throw translate(failure);
                }
            }
        }
    }

    /** Calls a repository, with the same translation of failures. */
    public static <T> T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException failure) {
            if (isUnavailable(failure)) {
                throw unavailable(failure);
            }
            throw failure;
        }
    }

    /** The exception to throw for a failure outside a transaction of this class. */
    public static RuntimeException translate(SQLException failure) {
        if (isUnavailable(failure)) {
            return unavailable(failure);
        }
        DataAccessException translated = TRANSLATOR.translate("store", null, failure);
        return translated != null ? translated : new UncategorizedSQLException("store", null, failure);
    }

    private static boolean isUnavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException
                    || (cause instanceof SQLException sql && isConnectionState(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** Connection failures, shutdown and crash of the server, and no connection slot left. */
    private static boolean isConnectionState(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P") || state.equals("53300"));
    }

    private static StoreUnavailableException unavailable(Throwable cause) {
        return new StoreUnavailableException("PostgreSQL cannot be reached; work pauses until it can", cause);
    }

    private <T> T tryRun(Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean committed = false;
            try {
                Sql sql = new Sql(connection);
                sql.query(BY_INDEX, row -> "");
                T result = work.run(sql);
                connection.commit();
                committed = true;
                return result;
            } finally {
                if (!committed) {
                    rollBack(connection);
                }
                resetQuietly(connection);
            }
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The failure that led here is the one to report; the server rolls back what it has lost.
            return;
        }
    }

    private static void resetQuietly(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // A pool drops a connection that is broken.
            return;
        }
    }
}
