package cz.statex.aiworkers.core.store.sql;

import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Brings tasks into the store that it does not know yet: many at once, in one statement. */
public final class TaskInsert {

    /**
     * A task to insert.
     *
     * @param task its submission, see {@link TaskRow#submission}
     * @param fingerprint of its content, null if it was not checked
     * @param traceparent the trace that it belongs to
     * @param workerId who asks for its first attempt, null if nobody does
     * @param leaseMillis lease of that attempt
     * @param duplicateOf the task whose outcome it gets
     * @param ended the status it enters with, null if the store decides between running, scheduled, expired and cancelled
     * @param error why it ended, with {@code ended}
     */
    public record NewTask(
            Task task,
            @Nullable String fingerprint,
            @Nullable String traceparent,
            @Nullable String workerId,
            long leaseMillis,
            @Nullable UUID duplicateOf,
            @Nullable TaskStatus ended,
            @Nullable TaskError error) {}

    /** Of a task that is cancelled before it began. */
    public static final TaskError CANCELLED = TaskError.of(ErrorCode.CANCELLED, "the task was cancelled");

    /** Of a task that waited too long. */
    public static final TaskError EXPIRED = TaskError.of(ErrorCode.EXPIRED, "expires_at passed before work began");

    /** A later delivery must never see a submission time in the future, or retention would keep the task too long. */
    private static final String INSERT =
            """
            insert into task (
                id, job_id, task_type, status, priority, worker_id, attempt, max_retries, fingerprint, idempotency_key,
                duplicate_of, input_data, parameters, error, reply_to, timeout_seconds, not_before, expires_at,
                created_at, started_at, completed_at, lease_until, next_attempt_at, traceparent)
            select n.id, n.job_id, n.task_type, v.status, n.priority,
                case when v.status = 'running' then n.worker_id end,
                case when v.status = 'running' then 1 else 0 end,
                n.max_retries, n.fingerprint, n.idempotency_key, n.duplicate_of, n.input_data, n.parameters,
                case v.status when 'cancelled' then ? when 'expired' then ? else n.error end,
                n.reply_to, n.timeout_seconds, n.not_before, n.expires_at,
                least(coalesce(n.created_at, now()), now()),
                case when v.status = 'running' then now() end,
                case when v.status in ('cancelled', 'expired', 'failed') then now() end,
                case when v.status = 'running' then now() + n.lease_ms * interval '1 millisecond' end,
                case when v.status = 'scheduled' and n.duplicate_of is null then n.not_before end,
                n.traceparent
            from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::uuid[],
                    ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::timestamptz[], ?::timestamptz[],
                    ?::timestamptz[], ?::bigint[], ?::text[], ?::text[])
                as n(id, job_id, task_type, priority, worker_id, max_retries, fingerprint, idempotency_key, duplicate_of,
                    input_data, parameters, error, reply_to, timeout_seconds, not_before, expires_at, created_at,
                    lease_ms, ended, traceparent)
            left join job j on j.id = n.job_id and j.cancel_requested
            cross join lateral (select case
                when n.ended is not null then n.ended
                when j.id is not null then 'cancelled'
                when n.expires_at <= now() then 'expired'
                when n.duplicate_of is not null or n.not_before > now() then 'scheduled'
                else 'running' end as status) v
            order by n.id
            on conflict (id) do nothing
            returning id, status, attempt, worker_id, created_at, started_at, completed_at, next_attempt_at, error,
                now() as store_now
            """;

    private TaskInsert() {}

    /**
     * Inserts the tasks whose ids are free, and leaves the others alone.
     *
     * @return what was inserted, with the submissions' own fields left out
     */
    public static List<Inserted> insert(Sql sql, List<NewTask> tasks) throws SQLException {
        return sql.query(
                INSERT,
                TaskInsert::read,
                TaskRow.encode(CANCELLED),
                TaskRow.encode(EXPIRED),
                sql.column("uuid", tasks, n -> n.task().id()),
                sql.column("uuid", tasks, n -> n.task().jobId()),
                sql.column("text", tasks, n -> n.task().taskType()),
                sql.column("text", tasks, n -> wireName(n.task().priority())),
                sql.column("text", tasks, NewTask::workerId),
                sql.column("int4", tasks, n -> n.task().maxRetries()),
                sql.column("text", tasks, NewTask::fingerprint),
                sql.column("text", tasks, n -> n.task().idempotencyKey()),
                sql.column("uuid", tasks, NewTask::duplicateOf),
                sql.column("text", tasks, n -> TaskRow.encode(n.task().inputData())),
                sql.column("text", tasks, n -> TaskRow.encode(n.task().parameters())),
                sql.column("text", tasks, n -> TaskRow.encode(n.error())),
                sql.column("text", tasks, n -> n.task().replyTo()),
                sql.column("int4", tasks, n -> n.task().timeoutSeconds()),
                sql.column("timestamptz", tasks, n -> n.task().notBefore()),
                sql.column("timestamptz", tasks, n -> n.task().expiresAt()),
                sql.column("timestamptz", tasks, n -> n.task().createdAt()),
                sql.column("int8", tasks, NewTask::leaseMillis),
                sql.column(
                        "text", tasks, n -> n.ended() == null ? null : n.ended().wireName()),
                sql.column("text", tasks, NewTask::traceparent));
    }

    /**
     * What the store decided for an inserted task.
     *
     * @param id of the task
     * @param status it entered with
     * @param attempt 1 if it runs, else 0
     * @param workerId who runs it
     * @param error why it ended
     * @param times what the clock said
     */
    public record Inserted(
            UUID id,
            TaskStatus status,
            int attempt,
            @Nullable String workerId,
            @Nullable TaskError error,
            Times times) {

        /** The submission, completed by what the store decided. */
        public Task complete(Task submission) {
            return submission.toBuilder()
                    .status(status)
                    .attempt(attempt)
                    .workerId(workerId)
                    .error(error)
                    .createdAt(times.created())
                    .startedAt(times.started())
                    .completedAt(times.completed())
                    .build();
        }
    }

    /**
     * The times of an inserted task.
     *
     * @param now the store's time
     * @param created of the submission
     * @param started of the attempt
     * @param completed of the task
     * @param next when the relay publishes it
     */
    public record Times(
            Instant now,
            @Nullable Instant created,
            @Nullable Instant started,
            @Nullable Instant completed,
            @Nullable Instant next) {}

    private static Inserted read(ResultSet row) throws SQLException {
        return new Inserted(
                row.getObject("id", UUID.class),
                TaskStatus.ofWireName(row.getString("status")),
                row.getInt("attempt"),
                row.getString("worker_id"),
                TaskRow.decode(row.getString("error"), TaskError.class),
                new Times(
                        Objects.requireNonNull(Sql.time(row, "store_now")),
                        Sql.time(row, "created_at"),
                        Sql.time(row, "started_at"),
                        Sql.time(row, "completed_at"),
                        Sql.time(row, "next_attempt_at")));
    }

    private static @Nullable String wireName(@Nullable Priority priority) {
        return priority == null ? null : priority.wireName();
    }
}
