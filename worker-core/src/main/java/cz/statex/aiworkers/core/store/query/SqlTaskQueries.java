package cz.statex.aiworkers.core.store.query;

import cz.statex.aiworkers.core.query.TaskQueries;
import cz.statex.aiworkers.core.store.entity.TaskSummary;
import cz.statex.aiworkers.core.store.entity.TaskSummaryRepository;
import cz.statex.aiworkers.core.store.sql.Endings;
import cz.statex.aiworkers.core.store.sql.History;
import cz.statex.aiworkers.core.store.sql.Sql;
import cz.statex.aiworkers.core.store.sql.TaskInsert;
import cz.statex.aiworkers.core.store.sql.TaskInsert.NewTask;
import cz.statex.aiworkers.core.store.sql.TaskRow;
import cz.statex.aiworkers.core.store.sql.Transactions;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import jakarta.persistence.criteria.Predicate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;

/** Questions and orders about tasks. Thread-safe. */
public final class SqlTaskQueries implements TaskQueries {

    private static final String FIND = "select " + TaskRow.COLUMNS + " from task t where t.id = ?";
    private static final String LOCK = FIND + " for no key update of t";

    private static final String CANCELLING =
            "update task t set status = 'cancelling' where t.id = ? returning " + TaskRow.COLUMNS;

    private static final String ATTEMPTS =
            "select attempt, worker_id, status, error, started_at, ended_at from task_attempt where task_id = ? order by id";

    private static final Sort NEWEST_FIRST = Sort.by(Sort.Direction.DESC, "createdAt", "id");

    private final Transactions transactions;
    private final TaskSummaryRepository summaries;

    /** Reads and writes through the pool; lists through the repository. */
    public SqlTaskQueries(DataSource dataSource, TaskSummaryRepository summaries) {
        this.transactions = new Transactions(dataSource);
        this.summaries = summaries;
    }

    @Override
    public Optional<Task> find(UUID id) {
        return transactions.run(sql -> sql.first(FIND, TaskRow::read, id).map(TaskRow::task));
    }

    @Override
    public List<Task> list(Filter filter) {
        return Transactions.guarded(() -> summaries.findBy(
                matching(filter), query -> query.sortBy(NEWEST_FIRST).limit(filter.limit()).all().stream()
                        .map(TaskSummary::toTask)
                        .toList()));
    }

    @Override
    public Optional<List<Query.Attempt>> attempts(UUID id) {
        return transactions.run(sql -> {
            Optional<Task> task = sql.first(FIND, TaskRow::read, id).map(TaskRow::task);
            if (task.isEmpty()) {
                return Optional.empty();
            }
            List<Query.Attempt> attempts = sql.query(ATTEMPTS, SqlTaskQueries::readAttempt, id);
            last(task.get()).ifPresent(attempts::add);
            return Optional.of(attempts);
        });
    }

    @Override
    public Optional<Task> cancel(UUID id, @Nullable String taskType, String by) {
        return transactions.run(sql -> {
            Optional<Task> cancelled = cancel(sql, id);
            if (cancelled.isEmpty() && taskType != null) {
                cancelled = remember(sql, Task.builder(id, taskType).build());
                if (cancelled.isEmpty()) {
                    // Its delivery came between the two statements.
                    cancelled = cancel(sql, id);
                }
            }
            if (cancelled.isPresent()) {
                History.audit(sql, by, Query.TASK_CANCEL, id.toString());
            }
            return cancelled;
        });
    }

    /** Cancels a task of the store; empty if there is none of this id. */
    static Optional<Task> cancel(Sql sql, UUID id) throws SQLException {
        Optional<TaskRow> row = sql.first(LOCK, TaskRow::read, id);
        if (row.isEmpty()) {
            return Optional.empty();
        }
        Task task = row.get().task();
        return switch (task.statusOrDefault()) {
            case QUEUED, SCHEDULED, RETRYING ->
                Optional.of(Endings.end(sql, id, TaskStatus.CANCELLED, TaskInsert.CANCELLED, true));
            case RUNNING -> sql.first(CANCELLING, TaskRow::read, id).map(TaskRow::task);
            case CANCELLING, SUCCEEDED, FAILED, CANCELLED, EXPIRED -> Optional.of(task);
        };
    }

    private static Optional<Task> remember(Sql sql, Task task) throws SQLException {
        NewTask tombstone = new NewTask(task, null, null, null, 0, null, TaskStatus.CANCELLED, TaskInsert.CANCELLED);
        return TaskInsert.insert(sql, List.of(tombstone)).stream().findFirst().map(inserted -> inserted.complete(task));
    }

    /** The attempt that only the task's own row knows: it runs, or it succeeded. */
    private static Optional<Query.Attempt> last(Task task) {
        TaskStatus status = task.statusOrDefault();
        boolean known = status == TaskStatus.RUNNING
                || status == TaskStatus.CANCELLING
                || (status == TaskStatus.SUCCEEDED && task.duplicateOf() == null);
        if (!known || task.attempt() == null || task.workerId() == null || task.startedAt() == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Query.Attempt(task.attempt(), task.workerId(), status, null, task.startedAt(), task.completedAt()));
    }

    private static Query.Attempt readAttempt(ResultSet row) throws SQLException {
        return new Query.Attempt(
                row.getInt("attempt"),
                row.getString("worker_id"),
                TaskStatus.ofWireName(row.getString("status")),
                TaskRow.decode(row.getString("error"), TaskError.class),
                Objects.requireNonNull(Sql.time(row, "started_at")),
                Sql.time(row, "ended_at"));
    }

    private static Specification<TaskSummary> matching(Filter filter) {
        return (task, query, builder) -> {
            List<Predicate> all = new ArrayList<>();
            if (filter.status() != null) {
                all.add(builder.equal(task.get("status"), filter.status().wireName()));
            }
            if (filter.taskType() != null) {
                all.add(builder.equal(task.get("taskType"), filter.taskType()));
            }
            if (filter.jobId() != null) {
                all.add(builder.equal(task.get("jobId"), filter.jobId()));
            }
            if (filter.before() != null) {
                all.add(builder.lessThan(task.get("createdAt"), filter.before()));
            }
            return builder.and(all.toArray(Predicate[]::new));
        };
    }
}
