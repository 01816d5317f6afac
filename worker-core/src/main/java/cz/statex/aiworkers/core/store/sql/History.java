package cz.statex.aiworkers.core.store.sql;

import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people look up later: failed attempts, dead letters, the orders of operators. */
public final class History {

    /** Of an attempt whose process disappeared. */
    public static final TaskError WORKER_LOST =
            TaskError.of(ErrorCode.WORKER_LOST, "the worker that ran this attempt disappeared");

    /**
     * An attempt that ended other than with success.
     *
     * @param taskId of the task
     * @param number of the attempt
     * @param workerId who ran it
     * @param left what it left the task in
     * @param startedAt when it began
     * @param error why it failed
     */
    public record EndedAttempt(
            UUID taskId,
            int number,
            @Nullable String workerId,
            TaskStatus left,
            @Nullable Instant startedAt,
            @Nullable TaskError error) {

        /** The last attempt of a task as it stands in its row. */
        public static EndedAttempt lastOf(Task task, TaskStatus left, @Nullable TaskError error) {
            int number = task.attempt() == null ? 0 : task.attempt();
            return new EndedAttempt(task.id(), number, task.workerId(), left, task.startedAt(), error);
        }
    }

    private static final String ADD_ATTEMPTS =
            """
            insert into task_attempt (task_id, attempt, worker_id, status, started_at, error)
            select * from unnest(?::uuid[], ?::int[], ?::text[], ?::text[], ?::timestamptz[], ?::text[])
            """;

    private static final String BURY =
            """
            insert into dead_letter (id, kind, task_id, task_type, error, attempts)
            select gen_random_uuid(), 'dead', n.* from unnest(?::uuid[], ?::text[], ?::text[], ?::int[]) n
            on conflict (task_id) where kind = 'dead'
                do update set error = excluded.error, attempts = excluded.attempts, created_at = clock_timestamp()
            """;

    private static final String RENEW_UNPROCESSABLE =
            """
            update dead_letter set error = ?, created_at = clock_timestamp()
            where kind = 'unprocessable' and task_id = ? and body = ?
            """;

    private static final String KEEP_UNPROCESSABLE =
            """
            insert into dead_letter (id, kind, task_id, task_type, error, body)
            values (gen_random_uuid(), 'unprocessable', ?, ?, ?, ?)
            """;

    private History() {}

    /** Adds attempts to the history of their tasks. */
    public static void addAttempts(Sql sql, List<EndedAttempt> attempts) throws SQLException {
        if (attempts.isEmpty()) {
            return;
        }
        sql.update(
                ADD_ATTEMPTS,
                sql.column("uuid", attempts, EndedAttempt::taskId),
                sql.column("int4", attempts, EndedAttempt::number),
                sql.column("text", attempts, EndedAttempt::workerId),
                sql.column("text", attempts, a -> a.left().wireName()),
                sql.column("timestamptz", attempts, EndedAttempt::startedAt),
                sql.column("text", attempts, a -> TaskRow.encode(a.error())));
    }

    /** Adds tasks whose attempts are exhausted to the dead letters; one that was there before is renewed. */
    public static void bury(Sql sql, List<Task> tasks) throws SQLException {
        if (tasks.isEmpty()) {
            return;
        }
        sql.update(
                BURY,
                sql.column("uuid", tasks, Task::id),
                sql.column("text", tasks, Task::taskType),
                sql.column("text", tasks, task -> TaskRow.encode(task.error())),
                sql.column("int4", tasks, task -> task.attempt() == null ? 0 : task.attempt()));
    }

    /** Keeps a message that is no valid task; the same message again renews its {@link DeadLetter}. */
    public static void keepUnprocessable(Sql sql, @Nullable Task task, TaskError error, byte[] body)
            throws SQLException {
        String json = TaskRow.encode(error);
        UUID id = task == null ? null : task.id();
        if (id != null && sql.update(RENEW_UNPROCESSABLE, json, id, body) > 0) {
            return;
        }
        sql.update(KEEP_UNPROCESSABLE, id, task == null ? null : task.taskType(), json, body);
    }

    /** Writes down what an operator did. */
    public static void audit(Sql sql, String actor, String operation, @Nullable String subject) throws SQLException {
        sql.update("insert into audit (actor, operation, subject) values (?, ?, ?)", actor, operation, subject);
    }
}
