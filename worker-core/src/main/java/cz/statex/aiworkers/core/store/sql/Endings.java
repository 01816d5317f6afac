package cz.statex.aiworkers.core.store.sql;

import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What follows in the same transaction when tasks end: their duplicates end alike, their jobs count them and may be
 * decided. Whoever ends tasks holds their row locks; job rows are always locked after task rows, in the order of their ids.
 */
public final class Endings {

    /**
     * A task that has just ended.
     *
     * @param taskId its id
     * @param jobId its job
     * @param status how it ended
     * @param keyed whether it has an idempotency key, and so may have duplicates
     */
    public record Ended(UUID taskId, @Nullable UUID jobId, TaskStatus status, boolean keyed) {

        /** The task as it ended. */
        public static Ended of(Task task) {
            return new Ended(task.id(), task.jobId(), task.statusOrDefault(), task.idempotencyKey() != null);
        }
    }

    private static final String END =
            """
            update task t set status = ?, error = ?, completed_at = now(), lease_until = null, next_attempt_at = null,
                progress = null, result_due = ?, publish_again = false
            where id = ? returning
            """
                    + TaskRow.COLUMNS;

    private static final String END_DUPLICATES =
            """
            update task d set status = f.status, output_data = f.output_data, error = f.error, model = f.model,
                timings = f.timings, cached = f.cached, attempt = f.attempt, worker_id = f.worker_id,
                started_at = f.started_at, completed_at = now(), result_due = ?
            from task f
            where d.duplicate_of = f.id and f.id = any(?) and d.status = 'scheduled'
                and f.status in ('succeeded', 'failed', 'cancelled', 'expired')
            returning d.id, d.job_id, d.status
            """;

    private static final String LOCK_JOBS = "select * from job where id = any(?) order by id for update";

    private static final String COUNT =
            """
            update job set succeeded = ?, failed = ?, cancelled = ?, status = ?,
                completed_at = case when ? then now() else completed_at end, announce_due = announce_due or ?
            where id = ?
            """;

    private Endings() {}

    /**
     * Ends a task that no attempt ends: expired, cancelled while it waited, lost for the last time.
     *
     * @param resultDue whether the relay must publish the result, because no delivery is there to do it
     * @return the task as stored after it
     */
    public static Task end(Sql sql, UUID taskId, TaskStatus status, TaskError error, boolean resultDue)
            throws SQLException {
        Task task = sql.first(END, TaskRow::read, status.wireName(), TaskRow.encode(error), resultDue, taskId)
                .orElseThrow()
                .task();
        follow(sql, List.of(Ended.of(task)));
        if (resultDue) {
            sql.signalDue();
        }
        return task;
    }

    /** Ends the duplicates of tasks that have ended, and counts all of them in their jobs. */
    public static void follow(Sql sql, Collection<Ended> ended) throws SQLException {
        List<Ended> all = new ArrayList<>(ended);
        List<UUID> keyed =
                ended.stream().filter(Ended::keyed).map(Ended::taskId).toList();
        if (!keyed.isEmpty()) {
            List<Ended> duplicates = endDuplicates(sql, keyed, true);
            all.addAll(duplicates);
            if (!duplicates.isEmpty()) {
                sql.signalDue();
            }
        }
        count(sql, all);
    }

    /** Gives waiting duplicates the outcome of those of {@code firsts} that have ended; returns which. */
    public static List<Ended> endDuplicates(Sql sql, Collection<UUID> firsts, boolean resultDue) throws SQLException {
        return sql.query(END_DUPLICATES, Endings::readDuplicate, resultDue, sql.array("uuid", firsts));
    }

    /** Counts ended tasks in their jobs and decides the jobs that this decides. */
    public static void count(Sql sql, Collection<Ended> ended) throws SQLException {
        Map<UUID, List<TaskStatus>> byJob = new TreeMap<>();
        for (Ended end : ended) {
            if (end.jobId() != null) {
                byJob.computeIfAbsent(end.jobId(), id -> new ArrayList<>()).add(end.status());
            }
        }
        if (byJob.isEmpty()) {
            return;
        }
        for (Job job : sql.query(LOCK_JOBS, Endings::readJob, sql.array("uuid", byJob.keySet()))) {
            Job counted = counted(job, byJob.getOrDefault(job.id(), List.of()));
            store(sql, counted, job.status() == Job.Status.RUNNING ? counted.decide() : job.status(), job.status());
        }
    }

    /** Takes back the count of a failed task that gets another chance; a decided job stays decided. */
    public static void uncountFailed(Sql sql, UUID jobId) throws SQLException {
        sql.update("update job set failed = greatest(failed - 1, 0) where id = ?", jobId);
    }

    /** Reads a row of {@code job}. */
    public static Job readJob(ResultSet row) throws SQLException {
        return new Job(
                row.getObject("id", UUID.class),
                Job.Policy.ofWireName(row.getString("policy")),
                Job.Status.ofWireName(row.getString("status")),
                row.getInt("total"),
                row.getInt("succeeded"),
                row.getInt("failed"),
                row.getInt("cancelled"),
                Sql.time(row, "created_at"),
                Sql.time(row, "completed_at"));
    }

    private static void store(Sql sql, Job job, Job.Status status, Job.Status before) throws SQLException {
        boolean decided = status != before;
        sql.update(
                COUNT, job.succeeded(), job.failed(), job.cancelled(), status.wireName(), decided, decided, job.id());
        if (decided) {
            sql.signalDue();
        }
    }

    private static Job counted(Job job, List<TaskStatus> ends) {
        int succeeded = job.succeeded();
        int failed = job.failed();
        int cancelled = job.cancelled();
        for (TaskStatus end : ends) {
            switch (end) {
                case SUCCEEDED -> succeeded++;
                case CANCELLED -> cancelled++;
                default -> failed++;
            }
        }
        return new Job(
                job.id(),
                job.policy(),
                job.status(),
                job.total(),
                succeeded,
                failed,
                cancelled,
                job.createdAt(),
                job.completedAt());
    }

    private static Ended readDuplicate(ResultSet row) throws SQLException {
        return new Ended(
                row.getObject("id", UUID.class),
                row.getObject("job_id", UUID.class),
                TaskStatus.ofWireName(row.getString("status")),
                false);
    }
}
