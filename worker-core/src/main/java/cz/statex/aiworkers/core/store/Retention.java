package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.store.sql.Sql;
import cz.statex.aiworkers.core.store.sql.Transactions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Forgets what nobody needs any more. Thread-safe; workers may purge at the same time. */
public final class Retention {

    private static final int BATCH = 500;

    /** A row is never younger than its end, so the index on its creation finds all candidates. */
    private static final String OLD_TASKS =
            """
            select t.id from task t
            where t.created_at < now() - ? * interval '1 millisecond'
                and t.completed_at < now() - ? * interval '1 millisecond'
                and t.status in ('succeeded', 'failed', 'cancelled', 'expired') and not t.result_due
                and case when ?::text is null then t.task_type <> all(?) else t.task_type = ?::text end
            limit ? for update skip locked
            """;

    private static final String OLD_DEAD_LETTERS =
            """
            delete from dead_letter where task_id is null and created_at < now() - ? * interval '1 millisecond'
            """;

    private static final String OLD_JOBS =
            """
            delete from job where completed_at < now() - ? * interval '1 millisecond' and not announce_due
                and not exists (select 1 from task where job_id = job.id)
            """;

    private static final String OLD_WORKERS =
            """
            delete from worker where status in ('stopped', 'failed', 'lost')
                and last_seen_at < now() - ? * interval '1 millisecond'
            """;

    private final Transactions transactions;

    /** Connects with the first call. */
    public Retention(DataSource dataSource) {
        transactions = new Transactions(dataSource);
    }

    /**
     * Deletes tasks that ended longer ago than they are kept, with their attempts, keys and dead letters; then jobs
     * without tasks, unreadable messages and absent workers of that age. Works in small transactions.
     *
     * @param keep how long, unless the type has its own time
     * @param keepByType how long, by task type
     * @return how many tasks were deleted
     */
    public int purge(Duration keep, Map<String, Duration> keepByType) {
        int deleted = 0;
        List<String> special = List.copyOf(keepByType.keySet());
        for (Map.Entry<String, Duration> type : keepByType.entrySet()) {
            deleted += purge(type.getValue(), type.getKey(), special);
        }
        deleted += purge(keep, null, special);
        long millis = keep.toMillis();
        transactions.run(sql -> {
            sql.update(OLD_DEAD_LETTERS, millis);
            sql.update(OLD_JOBS, millis);
            return sql.update(OLD_WORKERS, millis);
        });
        return deleted;
    }

    private int purge(Duration keep, @Nullable String type, List<String> special) {
        int deleted = 0;
        int batch;
        do {
            batch = transactions.run(sql -> {
                List<UUID> old = sql.query(
                        OLD_TASKS,
                        row -> row.getObject(1, UUID.class),
                        keep.toMillis(),
                        keep.toMillis(),
                        type,
                        sql.array("text", special),
                        type,
                        BATCH);
                return delete(sql, old);
            });
            deleted += batch;
        } while (batch == BATCH);
        return deleted;
    }

    private static int delete(Sql sql, List<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return 0;
        }
        var array = sql.array("uuid", ids);
        sql.update("delete from idempotency where task_id = any(?)", array);
        sql.update("delete from dead_letter where task_id = any(?)", array);
        return sql.update("delete from task where id = any(?)", array);
    }
}
