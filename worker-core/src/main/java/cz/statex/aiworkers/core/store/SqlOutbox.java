package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.registry.Outbox;
import cz.statex.aiworkers.core.store.sql.Endings;
import cz.statex.aiworkers.core.store.sql.Sql;
import cz.statex.aiworkers.core.store.sql.TaskRow;
import cz.statex.aiworkers.core.store.sql.Transactions;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * What the task and job rows owe to the broker. A dispatch holds the locks of its rows until the broker has confirmed them,
 * so that other relays skip them, and a worker that is quicker than the commit waits for it instead of seeing a task that
 * is not due yet.
 */
public final class SqlOutbox implements Outbox, AutoCloseable {

    private static final String DUE_TASKS = "select " + TaskRow.COLUMNS
            + """
                    from task t where t.next_attempt_at <= now()
                    order by t.next_attempt_at limit ? for no key update of t skip locked
                    """;

    private static final String DUE_RESULTS = "select " + TaskRow.COLUMNS
            + """
                    from task t where t.result_due
                    order by t.completed_at limit ? for no key update of t skip locked
                    """;

    private static final String DUE_JOBS =
            """
            select * from job where announce_due order by completed_at limit ? for no key update skip locked
            """;

    private static final String TASKS_SENT =
            "update task set status = 'queued', next_attempt_at = null where id = any(?)";

    private static final String NEXT =
            """
            select case
                when exists (select 1 from task where result_due) or exists (select 1 from job where announce_due) then 0
                else coalesce(ceil(extract(epoch from
                    (select min(next_attempt_at) from task where next_attempt_at is not null) - clock_timestamp())
                    * 1000), ?) end
            """;

    private final Transactions transactions;
    private final DueSignal signal;

    /** Connects with the first call. */
    public SqlOutbox(DataSource dataSource) {
        transactions = new Transactions(dataSource);
        signal = new DueSignal(dataSource);
    }

    @Override
    public int dispatch(int limit, Publisher publisher) {
        return transactions.run(sql -> {
            // A task goes out as it was submitted, without what earlier attempts left in its row.
            List<Owed> tasks = read(sql, DUE_TASKS, limit).stream()
                    .map(owed -> new Owed(TaskRow.submission(owed.task()), owed.traceparent()))
                    .toList();
            List<Owed> results = read(sql, DUE_RESULTS, limit - tasks.size());
            List<Job> jobs = sql.query(DUE_JOBS, Endings::readJob, limit - tasks.size() - results.size());
            int due = tasks.size() + results.size() + jobs.size();
            if (due > 0) {
                publisher.publish(tasks, results, jobs);
                forget(sql, tasks, results, jobs);
            }
            return due;
        });
    }

    @Override
    public Duration untilNextDue(Duration max) {
        long millis = transactions.run(
                sql -> sql.first(NEXT, row -> row.getLong(1), max.toMillis()).orElseThrow());
        return Duration.ofMillis(Math.max(0, Math.min(millis, max.toMillis())));
    }

    @Override
    public void awaitSignal(Duration timeout) throws InterruptedException {
        signal.await(timeout);
    }

    /** Gives the listening connection back. A thread that waits for a signal returns soon. */
    @Override
    public void close() {
        signal.close();
    }

    private static List<Owed> read(Sql sql, String query, int limit) throws SQLException {
        return limit == 0 ? List.of() : sql.query(query, SqlOutbox::owed, limit);
    }

    private static Owed owed(ResultSet row) throws SQLException {
        TaskRow read = TaskRow.read(row);
        return new Owed(read.task(), read.traceparent());
    }

    private static void forget(Sql sql, List<Owed> tasks, List<Owed> results, List<Job> jobs) throws SQLException {
        if (!tasks.isEmpty()) {
            sql.update(TASKS_SENT, sql.column("uuid", tasks, owed -> owed.task().id()));
        }
        if (!results.isEmpty()) {
            sql.update(
                    "update task set result_due = false where id = any(?)",
                    sql.column("uuid", results, owed -> owed.task().id()));
        }
        if (!jobs.isEmpty()) {
            sql.update("update job set announce_due = false where id = any(?)", sql.column("uuid", jobs, Job::id));
        }
    }
}
