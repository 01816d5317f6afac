package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.store.sql.Endings;
import cz.statex.aiworkers.core.store.sql.History;
import cz.statex.aiworkers.core.store.sql.History.EndedAttempt;
import cz.statex.aiworkers.core.store.sql.Sql;
import cz.statex.aiworkers.core.store.sql.TaskInsert;
import cz.statex.aiworkers.core.store.sql.TaskRow;
import cz.statex.aiworkers.core.store.sql.Transactions;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Claims of tasks that the store knows: redeliveries, retries, schedules, replays. Their rows are locked one by one in the
 * order of ids; a row that a relay is publishing right now is waited for. That is why they do not share a group with new
 * tasks.
 */
final class RepeatedClaims implements GroupCommitter.Work<ClaimRequest, Optional<Claim>> {

    private static final String LOCK = "select " + TaskRow.COLUMNS
            + """
                    , exists (select 1 from job j where j.id = t.job_id and j.cancel_requested) as job_cancelled
                    from task t where t.id = ? for no key update of t
                    """;

    private static final String GRANT =
            """
            update task t set status = 'running', attempt = t.attempt + 1, worker_id = ?, started_at = clock_timestamp(),
                lease_until = clock_timestamp() + ? * interval '1 millisecond', next_attempt_at = null, progress = null,
                publish_again = false, fingerprint = coalesce(t.fingerprint, ?), traceparent = coalesce(t.traceparent, ?)
            where t.id = ? returning
            """
                    + TaskRow.COLUMNS;

    /** A cancel that came before its task left a row with nothing but an id; the delivery brings the rest. */
    private static final String ADOPT =
            """
            update task t set job_id = ?, task_type = ?, priority = ?, fingerprint = ?, input_data = ?, parameters = ?,
                reply_to = ?, traceparent = ?
            where t.id = ? returning
            """
                    + TaskRow.COLUMNS;

    private final Transactions transactions;

    RepeatedClaims(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Known(TaskRow row, boolean jobCancelled) {}

    @Override
    public List<Optional<Claim>> commit(List<ClaimRequest> requests) {
        return transactions.run(sql -> {
            // By position: two deliveries of one task are equal requests, and only one of them may be granted.
            List<Integer> ordered = IntStream.range(0, requests.size())
                    .boxed()
                    .sorted(Comparator.comparing(i -> requests.get(i).taskId()))
                    .toList();
            List<Optional<Claim>> claims = new ArrayList<>(Collections.nCopies(requests.size(), Optional.empty()));
            for (int i : ordered) {
                claims.set(i, claim(sql, requests.get(i)));
            }
            return claims;
        });
    }

    /** Empty if the task has meanwhile been removed. */
    private static Optional<Claim> claim(Sql sql, ClaimRequest request) throws SQLException {
        Optional<Known> known =
                sql.first(LOCK, row -> new Known(TaskRow.read(row), row.getBoolean("job_cancelled")), request.taskId());
        return known.isEmpty() ? Optional.empty() : Optional.of(decide(sql, request, known.get()));
    }

    private static Claim decide(Sql sql, ClaimRequest request, Known known) throws SQLException {
        TaskRow row = known.row();
        Task task = row.task();
        if (row.fingerprint() != null && !row.fingerprint().equals(request.fingerprint())) {
            return new Claim.Rejected(
                    TaskError.of(ErrorCode.ID_CONFLICT, "the task id belongs to a task with other content"));
        }
        if (task.statusOrDefault().isTerminal()) {
            boolean tombstone = row.fingerprint() == null && task.status() == TaskStatus.CANCELLED;
            return new Claim.Finished(tombstone ? adopt(sql, request) : task);
        }
        if (row.leaseUntil() != null) {
            if (row.leaseUntil().isAfter(row.now())) {
                sql.update("update task set publish_again = true where id = ?", task.id());
                return new Claim.Busy();
            }
            History.addAttempts(sql, List.of(EndedAttempt.lastOf(task, TaskRow.afterLoss(task), History.WORKER_LOST)));
        }
        if (known.jobCancelled() || task.status() == TaskStatus.CANCELLING) {
            return finish(sql, task, TaskStatus.CANCELLED, TaskInsert.CANCELLED);
        }
        if (task.expiresAt() != null && !task.expiresAt().isAfter(row.now())) {
            return finish(sql, task, TaskStatus.EXPIRED, TaskInsert.EXPIRED);
        }
        if (task.duplicateOf() != null) {
            return new Claim.Parked(row.now());
        }
        Instant next = row.nextAttemptAt();
        if (next != null && next.isAfter(row.now())) {
            return new Claim.Parked(next);
        }
        if (TaskRow.isExhausted(task)) {
            Claim finished = finish(sql, task, TaskStatus.FAILED, History.WORKER_LOST);
            History.bury(sql, List.of(((Claim.Finished) finished).task()));
            return finished;
        }
        return grant(sql, request);
    }

    private static Claim grant(Sql sql, ClaimRequest request) throws SQLException {
        return sql.first(
                        GRANT,
                        TaskRow::read,
                        request.workerId(),
                        request.leaseMillis(),
                        request.fingerprint(),
                        request.traceparent(),
                        request.taskId())
                .map(row -> NewClaims.granted(row.task()))
                .orElseThrow();
    }

    private static Claim finish(Sql sql, Task task, TaskStatus status, TaskError error) throws SQLException {
        return new Claim.Finished(Endings.end(sql, task.id(), status, error, false));
    }

    private static Task adopt(Sql sql, ClaimRequest request) throws SQLException {
        Task arrived = request.task();
        Task task = sql.first(
                        ADOPT,
                        TaskRow::read,
                        arrived.jobId(),
                        arrived.taskType(),
                        arrived.priority() == null ? null : arrived.priority().wireName(),
                        request.fingerprint(),
                        TaskRow.encode(arrived.inputData()),
                        TaskRow.encode(arrived.parameters()),
                        arrived.replyTo(),
                        request.traceparent(),
                        arrived.id())
                .orElseThrow()
                .task();
        Endings.follow(sql, List.of(Endings.Ended.of(task)));
        return task;
    }
}
