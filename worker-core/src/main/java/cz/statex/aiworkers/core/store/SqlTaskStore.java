package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.execution.StoreUnavailableException;
import cz.statex.aiworkers.core.execution.TaskStore;
import cz.statex.aiworkers.core.store.sql.Endings;
import cz.statex.aiworkers.core.store.sql.Endings.Ended;
import cz.statex.aiworkers.core.store.sql.History;
import cz.statex.aiworkers.core.store.sql.Sql;
import cz.statex.aiworkers.core.store.sql.TaskInsert;
import cz.statex.aiworkers.core.store.sql.TaskInsert.NewTask;
import cz.statex.aiworkers.core.store.sql.TaskRow;
import cz.statex.aiworkers.core.store.sql.Transactions;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tasks in PostgreSQL. Claims and settlements of concurrent callers share commits, see {@link GroupCommitter}; three threads
 * write for all of them, each with one connection of the pool while it works. Closing it commits what waits and ends the
 * threads; close it before the pool.
 */
public final class SqlTaskStore implements TaskStore, AutoCloseable {

    /** Losing the last percents in a crash of the database harms nobody, waiting for the disk twice a second would. */
    private static final String UNHURRIED = "set local synchronous_commit = off";

    private static final String PROGRESS =
            """
            update task set progress = ?
            where id = ? and attempt = ? and worker_id = ? and started_at = ? and status in ('running', 'cancelling')
            """;

    /** A job's cancel reaches a task whose claim it just missed at the next renewal. */
    private static final String RENEW =
            """
            update task t set lease_until = clock_timestamp() + ? * interval '1 millisecond',
                status = case when exists (select 1 from job j where j.id = t.job_id and j.cancel_requested)
                    then 'cancelling' else t.status end
            from unnest(?::uuid[], ?::int[], ?::text[], ?::timestamptz[]) as s(id, attempt, worker_id, started_at)
            where t.id = s.id and t.attempt = s.attempt and t.worker_id = s.worker_id and t.started_at = s.started_at
                and t.status in ('running', 'cancelling')
            returning t.id, t.status
            """;

    private static final String KNOWN =
            "select " + TaskRow.COLUMNS + " from task t where t.id = ? for no key update of t";

    private final Transactions transactions;
    private final GroupCommitter<ClaimRequest, Optional<Claim>> newClaims;
    private final GroupCommitter<ClaimRequest, Optional<Claim>> repeatedClaims;
    private final GroupCommitter<Settlements.Request, Optional<Task>> settlements;

    /** Starts the writing threads; connects with the first call. */
    public SqlTaskStore(DataSource dataSource, StoreSettings settings) {
        transactions = new Transactions(dataSource);
        newClaims = new GroupCommitter<>("claims", settings.maxGroup(), new NewClaims(transactions));
        repeatedClaims = new GroupCommitter<>("repeats", settings.maxGroup(), new RepeatedClaims(transactions));
        settlements = new GroupCommitter<>("settlements", settings.maxGroup(), new Settlements(transactions));
    }

    @Override
    public Claim claim(Task task, String fingerprint, @Nullable String traceparent, String workerId, Duration lease) {
        TaskError flaw = unstorable(task);
        if (flaw != null) {
            return new Claim.Rejected(flaw);
        }
        ClaimRequest request =
                new ClaimRequest(TaskRow.submission(task), fingerprint, traceparent, workerId, lease.toMillis());
        while (true) {
            Optional<Claim> claim = newClaims.submit(request);
            if (claim.isEmpty()) {
                claim = repeatedClaims.submit(request);
            }
            if (claim.isPresent()) {
                return claim.get();
            }
            // Retention removed the row between the two looks: the task is new again.
        }
    }

    @Override
    public Optional<Task> settle(Attempt attempt, Settlement settlement) {
        return settlements.submit(new Settlements.Request(attempt, settlement));
    }

    @Override
    public Optional<Task> reject(@Nullable Task task, TaskError error, byte[] body, @Nullable String traceparent) {
        Task readable = task == null || unstorable(task) != null ? null : TaskRow.submission(task);
        return transactions.run(sql -> {
            History.keepUnprocessable(sql, readable, error, body);
            return readable == null ? Optional.<Task>empty() : fail(sql, readable, error, traceparent);
        });
    }

    @Override
    public void progress(Attempt attempt, Task.Progress progress) {
        transactions.run(sql -> {
            sql.update(UNHURRIED);
            return sql.update(
                    PROGRESS,
                    TaskRow.encode(progress),
                    attempt.taskId(),
                    attempt.number(),
                    attempt.workerId(),
                    attempt.startedAt());
        });
    }

    @Override
    public Leases renew(Collection<Attempt> attempts, Duration lease) {
        if (attempts.isEmpty()) {
            return new Leases(Set.of(), Set.of());
        }
        Map<UUID, String> held = transactions.run(sql -> sql
                .query(
                        RENEW,
                        row -> Map.entry(row.getObject("id", UUID.class), row.getString("status")),
                        lease.toMillis(),
                        sql.column("uuid", attempts, Attempt::taskId),
                        sql.column("int4", attempts, Attempt::number),
                        sql.column("text", attempts, Attempt::workerId),
                        sql.column("timestamptz", attempts, Attempt::startedAt))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        Set<UUID> lost = new HashSet<>();
        attempts.forEach(attempt -> lost.add(attempt.taskId()));
        lost.removeAll(held.keySet());
        Set<UUID> cancelling = held.entrySet().stream()
                .filter(entry -> entry.getValue().equals(TaskStatus.CANCELLING.wireName()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new Leases(lost, cancelling);
    }

    @Override
    public boolean ping(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                return transactions.run(sql -> !sql.query("select 1", row -> 1).isEmpty());
            } catch (StoreUnavailableException e) {
                if (System.nanoTime() >= deadline || !pause(deadline - System.nanoTime())) {
                    return false;
                }
            }
        }
    }

    @Override
    public void close() {
        newClaims.close();
        repeatedClaims.close();
        settlements.close();
    }

    /** Marks an unknown task FAILED; a task that was refused before, and perhaps replayed since, is refused again. */
    private static Optional<Task> fail(Sql sql, Task task, TaskError error, @Nullable String traceparent)
            throws SQLException {
        NewTask failed = new NewTask(task, null, traceparent, null, 0, null, TaskStatus.FAILED, error);
        List<TaskInsert.Inserted> inserted = TaskInsert.insert(sql, List.of(failed));
        if (!inserted.isEmpty()) {
            Task stored = inserted.get(0).complete(task);
            Endings.follow(sql, List.of(Ended.of(stored)));
            return Optional.of(stored);
        }
        Optional<TaskRow> known = sql.first(KNOWN, TaskRow::read, task.id()).filter(row -> row.fingerprint() == null);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Task stored = known.get().task();
        return switch (stored.statusOrDefault()) {
            case FAILED -> Optional.of(stored);
            case QUEUED -> Optional.of(Endings.end(sql, task.id(), TaskStatus.FAILED, error, false));
            default -> Optional.empty();
        };
    }

    /** PostgreSQL keeps every text but one with the character NUL; JSON escapes it, plain columns cannot. */
    private static @Nullable TaskError unstorable(Task task) {
        String field = hasNul(task.taskType())
                ? "task_type"
                : hasNul(task.idempotencyKey()) ? "idempotency_key" : hasNul(task.replyTo()) ? "reply_to" : null;
        return field == null
                ? null
                : new TaskError(
                        ErrorCode.INVALID_INPUT,
                        field + " contains the character U+0000",
                        false,
                        Map.of("field", field));
    }

    private static boolean hasNul(@Nullable String text) {
        return text != null && text.indexOf('\0') >= 0;
    }

    /** Waits a little before the next look; returns whether there may be one. */
    private static boolean pause(long atMostNanos) {
        try {
            return !new CountDownLatch(1).await(Math.min(atMostNanos, 200_000_000L), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
