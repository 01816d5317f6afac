package cz.statex.aiworkers.core.testing.contract;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.execution.StoreUnavailableException;
import cz.statex.aiworkers.core.execution.TaskStore;
import cz.statex.aiworkers.core.registry.Outbox;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The store's semantics in a map, for tests without a database; passes {@link TaskStoreContract}. Time is the given
 * clock's. Thread-safe.
 */
public final class InMemoryTaskStore implements TaskStore, Outbox {

    private final Clock clock;
    private final Map<UUID, TaskRow> rows = new LinkedHashMap<>();
    private final Map<String, UUID> keys = new LinkedHashMap<>();
    private final JobLedger jobs = new JobLedger();
    private final DeadLetterShelf deadLetters = new DeadLetterShelf();
    private final AtomicInteger failures = new AtomicInteger();
    private @Nullable UUID poison;

    /** An empty store. */
    public InMemoryTaskStore(Clock clock) {
        this.clock = clock;
    }

    /** The next {@code calls} calls find the store away. */
    public void failNext(int calls) {
        failures.set(calls);
    }

    /** Claims of this task fail as if the database refused its values. */
    public synchronized void chokeOn(UUID taskId) {
        poison = taskId;
    }

    @Override
    public synchronized Claim claim(
            Task task, String fingerprint, @Nullable String traceparent, String workerId, Duration lease) {
        checkReachable();
        if (task.id().equals(poison)) {
            throw new IllegalArgumentException("invalid byte sequence");
        }
        TaskRow row = rows.get(task.id());
        if (row == null) {
            UUID first = firstOfKey(task);
            if (first != null && !Objects.equals(row(first).fingerprint, fingerprint)) {
                return new Claim.Rejected(TaskError.of(
                        ErrorCode.IDEMPOTENCY_CONFLICT, "the idempotency key belongs to a task with other content"));
            }
            row = new TaskRow(task, fingerprint, traceparent, first, clock.instant());
            rows.put(task.id(), row);
        } else if (!fingerprint.equals(row.fingerprint)) {
            return new Claim.Rejected(
                    TaskError.of(ErrorCode.ID_CONFLICT, "the task id belongs to a task with other content"));
        }
        Claim refusal = row.duplicateOf == null ? refuse(row) : answerDuplicate(row, row.duplicateOf);
        return refusal == null ? grant(row, workerId, lease) : refusal;
    }

    private @Nullable Claim refuse(TaskRow row) {
        Instant now = clock.instant();
        Task task = row.task;
        if (row.isHeld()) {
            if (row.leaseUntil.isAfter(now)) {
                row.repeatResult = true;
                return new Claim.Busy();
            }
            endLost(row);
        }
        if (row.status().isTerminal()) {
            return new Claim.Finished(row.task);
        }
        if (task.expiresAt() != null && !task.expiresAt().isAfter(now)) {
            end(row, TaskStatus.EXPIRED, TaskError.of(ErrorCode.EXPIRED, "expired before work began"));
            return new Claim.Finished(row.task);
        }
        if (task.notBefore() != null && task.notBefore().isAfter(now)) {
            row.task = task.toBuilder().status(TaskStatus.SCHEDULED).build();
            row.nextAttemptAt = task.notBefore();
            return new Claim.Parked(task.notBefore());
        }
        if (row.nextAttemptAt != null && row.nextAttemptAt.isAfter(now)) {
            return new Claim.Parked(row.nextAttemptAt);
        }
        return null;
    }

    private Claim answerDuplicate(TaskRow row, UUID firstId) {
        Task first = row(firstId).task;
        if (!first.statusOrDefault().isTerminal()) {
            Instant until = clock.instant().plusSeconds(60);
            row.nextAttemptAt = until;
            return new Claim.Parked(until);
        }
        if (!row.status().isTerminal()) {
            row.task = row.task.toBuilder()
                    .outputData(first.outputData())
                    .model(first.model())
                    .duplicateOf(first.id())
                    .build();
            end(row, first.statusOrDefault(), first.error());
        }
        return new Claim.Finished(row.task);
    }

    private Claim grant(TaskRow row, String workerId, Duration lease) {
        Instant now = clock.instant();
        int number = row.attempt() + 1;
        row.task = row.task.toBuilder()
                .status(TaskStatus.RUNNING)
                .workerId(workerId)
                .attempt(number)
                .startedAt(now)
                .build();
        row.leaseUntil = now.plus(lease);
        row.nextAttemptAt = null;
        return new Claim.Granted(new Attempt(row.task, number, workerId, now));
    }

    @Override
    public synchronized Optional<Task> settle(Attempt attempt, Settlement settlement) {
        checkReachable();
        TaskRow row = rows.get(attempt.taskId());
        if (row == null || !row.isHeldBy(attempt)) {
            return Optional.empty();
        }
        if (row.status() == TaskStatus.CANCELLING || settlement instanceof Settlement.Cancelled) {
            end(row, TaskStatus.CANCELLED, cancelled());
        } else if (settlement instanceof Settlement.Succeeded succeeded) {
            row.task = row.task.toBuilder()
                    .outputData(succeeded.output())
                    .model(succeeded.model())
                    .timings(succeeded.timings())
                    .cached(succeeded.cached())
                    .build();
            end(row, TaskStatus.SUCCEEDED, null);
        } else if (settlement instanceof Settlement.Failed failed) {
            end(row, TaskStatus.FAILED, failed.error());
            if (failed.deadLetter()) {
                deadLetters.keep(DeadLetter.DEAD, row.task, failed.error(), null, clock.instant());
            }
        } else if (settlement instanceof Settlement.Retry retry) {
            row.task = row.task.toBuilder()
                    .status(TaskStatus.RETRYING)
                    .error(retry.error())
                    .build();
            row.nextAttemptAt = clock.instant().plus(retry.delay());
        } else {
            row.task = row.task.toBuilder()
                    .status(TaskStatus.QUEUED)
                    .workerId(null)
                    .startedAt(null)
                    .attempt(row.attempt() - 1)
                    .build();
        }
        if (row.status().isTerminal() && row.repeatResult) {
            row.resultDue = true;
        }
        return Optional.of(row.task);
    }

    @Override
    public synchronized Optional<Task> reject(
            @Nullable Task task, TaskError error, byte[] body, @Nullable String traceparent) {
        checkReachable();
        String message = new String(body, StandardCharsets.UTF_8);
        TaskRow known = task == null ? null : rows.get(task.id());
        if (known != null && known.status() == TaskStatus.FAILED && error.equals(known.task.error())) {
            return Optional.of(known.task);
        }
        deadLetters.keep(DeadLetter.UNPROCESSABLE, task, error, message, clock.instant());
        if (task == null || known != null) {
            return Optional.empty();
        }
        TaskRow row = new TaskRow(task, null, traceparent, null, clock.instant());
        rows.put(task.id(), row);
        end(row, TaskStatus.FAILED, error);
        return Optional.of(row.task);
    }

    @Override
    public synchronized void progress(Attempt attempt, Task.Progress progress) {
        checkReachable();
        TaskRow row = row(attempt.taskId());
        if (row.isHeldBy(attempt)) {
            row.task = row.task.toBuilder().progress(progress).build();
        }
    }

    @Override
    public synchronized Leases renew(Collection<Attempt> attempts, Duration lease) {
        checkReachable();
        Set<UUID> lost = new HashSet<>();
        Set<UUID> cancelling = new HashSet<>();
        for (Attempt attempt : attempts) {
            TaskRow row = rows.get(attempt.taskId());
            if (row == null || !row.isHeldBy(attempt)) {
                lost.add(attempt.taskId());
                continue;
            }
            row.leaseUntil = clock.instant().plus(lease);
            if (row.status() == TaskStatus.CANCELLING) {
                cancelling.add(attempt.taskId());
            }
        }
        return new Leases(lost, cancelling);
    }

    @Override
    public boolean ping(Duration timeout) {
        return failures.get() == 0;
    }

    /** As {@code WorkerStore.reap}. */
    public synchronized int reap(int limit) {
        List<TaskRow> expired = rows.values().stream()
                .filter(row -> row.isHeld() && !row.leaseUntil.isAfter(clock.instant()))
                .limit(limit)
                .toList();
        for (TaskRow row : expired) {
            endLost(row);
            if (row.status().isTerminal()) {
                row.resultDue = true;
            } else {
                row.task = row.task.toBuilder().status(TaskStatus.RETRYING).build();
                row.nextAttemptAt = clock.instant();
            }
        }
        return expired.size();
    }

    private void endLost(TaskRow row) {
        TaskError lost = TaskError.of(ErrorCode.WORKER_LOST, "the worker disappeared during the attempt");
        if (row.status() == TaskStatus.CANCELLING) {
            end(row, TaskStatus.CANCELLED, cancelled());
        } else if (row.attempt() > row.task.maxRetriesOrDefault()) {
            end(row, TaskStatus.FAILED, lost);
            deadLetters.keep(DeadLetter.DEAD, row.task, lost, null, clock.instant());
        } else {
            row.task =
                    row.task.toBuilder().status(TaskStatus.RETRYING).error(lost).build();
            row.nextAttemptAt = null;
        }
    }

    private void end(TaskRow row, TaskStatus status, @Nullable TaskError error) {
        row.task = row.task.toBuilder()
                .status(status)
                .error(error)
                .completedAt(clock.instant())
                .build();
        row.nextAttemptAt = null;
        rows.values().stream()
                .filter(other -> row.task.id().equals(other.duplicateOf))
                .forEach(other -> other.nextAttemptAt = clock.instant());
        jobs.count(row.task.jobId(), status, clock.instant());
    }

    @Override
    public int dispatch(int limit, Publisher publisher) {
        synchronized (this) {
            checkReachable();
            Instant now = clock.instant();
            List<TaskRow> tasks = rows.values().stream()
                    .filter(row -> row.isDue(now))
                    .limit(limit)
                    .toList();
            List<TaskRow> results = rows.values().stream()
                    .filter(row -> row.resultDue)
                    .limit(limit)
                    .toList();
            List<Job> decided = jobs.due();
            int count = tasks.size() + results.size() + decided.size();
            if (count > 0) {
                publisher.publish(
                        tasks.stream().map(TaskRow::owed).toList(),
                        results.stream().map(TaskRow::owed).toList(),
                        decided);
                tasks.forEach(row -> row.nextAttemptAt = null);
                results.forEach(row -> row.resultDue = false);
                jobs.announced();
            }
            return count;
        }
    }

    @Override
    public synchronized Duration untilNextDue(Duration max) {
        Instant now = clock.instant();
        if (!jobs.due().isEmpty() || rows.values().stream().anyMatch(row -> row.resultDue)) {
            return Duration.ZERO;
        }
        return rows.values().stream()
                .filter(row -> row.nextAttemptAt != null && !row.isHeld())
                .map(row -> Duration.between(now, row.nextAttemptAt))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .filter(wait -> wait.compareTo(max) < 0)
                .min(Duration::compareTo)
                .orElse(max);
    }

    @Override
    public void awaitSignal(Duration timeout) {
        // Time stands still in tests.
    }

    /** Announces a job, as the query {@code jobs.create} does. */
    public synchronized void createJob(Job job) {
        jobs.add(job);
    }

    /** The present state of a job. */
    public synchronized Job job(UUID id) {
        return jobs.get(id);
    }

    /** The present state of a task. */
    public synchronized Optional<Task> find(UUID id) {
        return Optional.ofNullable(rows.get(id)).map(row -> row.task);
    }

    /** Cancels a task, as the query {@code tasks.cancel} does. */
    public synchronized Task cancel(UUID id) {
        TaskRow row = row(id);
        if (row.isHeld()) {
            row.task = row.task.toBuilder().status(TaskStatus.CANCELLING).build();
        } else if (!row.status().isTerminal()) {
            end(row, TaskStatus.CANCELLED, cancelled());
            row.resultDue = true;
        }
        return row.task;
    }

    /** All dead letters, oldest first. */
    public synchronized List<DeadLetter> deadLetters() {
        return deadLetters.all();
    }

    /** Queues a failed task again with its attempts reset, as the query {@code dead_letters.replay} does. */
    public synchronized void replay(UUID deadLetterId) {
        DeadLetter letter = deadLetters.get(deadLetterId);
        TaskRow row = row(Objects.requireNonNull(letter.taskId()));
        row.task = row.task.toBuilder()
                .status(TaskStatus.QUEUED)
                .error(null)
                .attempt(0)
                .completedAt(null)
                .build();
        row.nextAttemptAt = clock.instant();
    }

    private @Nullable UUID firstOfKey(Task task) {
        if (task.idempotencyKey() == null) {
            return null;
        }
        return keys.putIfAbsent(task.taskType() + ' ' + task.idempotencyKey(), task.id());
    }

    private TaskRow row(UUID id) {
        return Objects.requireNonNull(rows.get(id), "no such task");
    }

    private static TaskError cancelled() {
        return TaskError.of(ErrorCode.CANCELLED, "cancelled");
    }

    private void checkReachable() {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new StoreUnavailableException("the store is away", new IllegalStateException("told to fail"));
        }
    }
}
