package cz.statex.aiworkers.core.store.sql;

import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row of {@code task}: the task and what only the store knows of it.
 *
 * @param task as anyone may see it
 * @param fingerprint of the content, null until a valid delivery was seen
 * @param traceparent the trace that its message came in, for those that the relay publishes
 * @param leaseUntil end of the lease of the running attempt
 * @param nextAttemptAt when the relay publishes it
 * @param now the store's time when the row was read
 */
public record TaskRow(
        Task task,
        @Nullable String fingerprint,
        @Nullable String traceparent,
        @Nullable Instant leaseUntil,
        @Nullable Instant nextAttemptAt,
        Instant now) {

    /** The columns that {@link #read} needs. */
    public static final String COLUMNS =
            """
            t.id, t.job_id, t.task_type, t.status, t.priority, t.worker_id, t.attempt, t.max_retries, t.fingerprint,
            t.idempotency_key, t.duplicate_of, t.input_data, t.parameters, t.output_data, t.error, t.progress, t.model,
            t.timings, t.cached, t.reply_to, t.timeout_seconds, t.not_before, t.expires_at, t.created_at, t.started_at,
            t.completed_at, t.lease_until, t.next_attempt_at, t.traceparent, now() as store_now
            """;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** Reads the present row of a query that selects {@link #COLUMNS}. */
    public static TaskRow read(ResultSet row) throws SQLException {
        return new TaskRow(
                task(row),
                row.getString("fingerprint"),
                row.getString("traceparent"),
                Sql.time(row, "lease_until"),
                Sql.time(row, "next_attempt_at"),
                row.getTimestamp("store_now").toInstant());
    }

    private static Task task(ResultSet row) throws SQLException {
        String priority = row.getString("priority");
        return Task.builder(row.getObject("id", UUID.class), row.getString("task_type"))
                .jobId(row.getObject("job_id", UUID.class))
                .status(TaskStatus.ofWireName(row.getString("status")))
                .priority(priority == null ? null : Priority.ofWireName(priority))
                .workerId(row.getString("worker_id"))
                .attempt(row.getInt("attempt"))
                .maxRetries(row.getObject("max_retries", Integer.class))
                .idempotencyKey(row.getString("idempotency_key"))
                .duplicateOf(row.getObject("duplicate_of", UUID.class))
                .inputData(decode(row.getString("input_data"), ObjectNode.class))
                .parameters(decode(row.getString("parameters"), ObjectNode.class))
                .outputData(decode(row.getString("output_data"), ObjectNode.class))
                .error(decode(row.getString("error"), TaskError.class))
                .progress(decode(row.getString("progress"), Task.Progress.class))
                .model(decode(row.getString("model"), ModelRef.class))
                .timings(decode(row.getString("timings"), Task.Timings.class))
                .cached(row.getObject("cached", Boolean.class))
                .replyTo(row.getString("reply_to"))
                .timeoutSeconds(row.getObject("timeout_seconds", Integer.class))
                .notBefore(Sql.time(row, "not_before"))
                .expiresAt(Sql.time(row, "expires_at"))
                .createdAt(Sql.time(row, "created_at"))
                .startedAt(Sql.time(row, "started_at"))
                .completedAt(Sql.time(row, "completed_at"))
                .build();
    }

    /** The JSON text of a column, null for null. */
    public static @Nullable String encode(@Nullable Object value) {
        return value == null ? null : Wire.mapper().writeValueAsString(value);
    }

    /** The value of a JSON column, null for null. */
    public static <T> @Nullable T decode(@Nullable String json, Class<T> type) {
        return json == null ? null : Wire.mapper().readValue(json, type);
    }

    /** The time as the database keeps it: whole microseconds of the years 1 to 9999. */
    public static @Nullable Instant storable(@Nullable Instant time) {
        if (time == null) {
            return null;
        }
        Instant bounded = time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
        return bounded.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * The task as it enters the store: only what a submitter may say, in the precision that the store keeps. A message
     * that brings an output or an error of its own brings them in vain.
     */
    public static Task submission(Task task) {
        return task.toBuilder()
                .workerId(null)
                .status(null)
                .outputData(null)
                .error(null)
                .createdAt(storable(task.createdAt()))
                .startedAt(null)
                .completedAt(null)
                .attempt(null)
                .notBefore(storable(task.notBefore()))
                .expiresAt(storable(task.expiresAt()))
                .progress(null)
                .model(null)
                .timings(null)
                .cached(null)
                .duplicateOf(null)
                .build();
    }

    /** Whether the task has had all its attempts. */
    public static boolean isExhausted(Task task) {
        return task.attempt() != null && task.attempt() > task.maxRetriesOrDefault();
    }

    /** What becomes of a task whose running attempt was lost with its worker. */
    public static TaskStatus afterLoss(Task task) {
        if (task.status() == TaskStatus.CANCELLING) {
            return TaskStatus.CANCELLED;
        }
        return isExhausted(task) ? TaskStatus.FAILED : TaskStatus.RETRYING;
    }
}
