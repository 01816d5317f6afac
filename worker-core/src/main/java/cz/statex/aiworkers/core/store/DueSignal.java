package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.store.sql.Sql;
import cz.statex.aiworkers.core.store.sql.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Listens for transactions that made something due, on a connection that it keeps. A connection that broke is replaced at
 * the next wait, which then returns at once, because a signal may have been missed.
 */
final class DueSignal implements AutoCloseable {

    /** The driver's wait cannot be interrupted, so it is cut into pieces. */
    private static final int PIECE_MILLIS = 250;

    private final DataSource dataSource;
    private @Nullable Connection listening;
    private volatile boolean closed;

    DueSignal(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    synchronized void await(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            if (listening == null) {
                listening = listen();
                return;
            }
            PGConnection connection = listening.unwrap(PGConnection.class);
            for (long left = timeout.toMillis();
                    left > 0 && !closed;
                    left = (deadline - System.nanoTime()) / 1_000_000) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("stopped while waiting for something due");
                }
                PGNotification[] signals = connection.getNotifications((int) Math.min(left, PIECE_MILLIS));
                if (signals != null && signals.length > 0) {
                    return;
                }
            }
        } catch (SQLException e) {
            drop();
            throw Transactions.translate(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            drop();
        }
    }

    private Connection listen() throws SQLException {
        Connection connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute("listen " + Sql.DUE_CHANNEL);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void drop() {
        Connection connection = listening;
        listening = null;
        if (connection == null) {
            return;
        }
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute("unlisten *");
        } catch (SQLException e) {
            // It was broken; the pool has noticed and replaces it.
            return;
        }
    }
}
