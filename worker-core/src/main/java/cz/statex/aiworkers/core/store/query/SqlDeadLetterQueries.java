package cz.statex.aiworkers.core.store.query;

import cz.statex.aiworkers.core.query.DeadLetterQueries;
import cz.statex.aiworkers.core.query.QueryRefusedException;
import cz.statex.aiworkers.core.store.entity.DeadLetterEntity;
import cz.statex.aiworkers.core.store.entity.DeadLetterRepository;
import cz.statex.aiworkers.core.store.sql.Endings;
import cz.statex.aiworkers.core.store.sql.History;
import cz.statex.aiworkers.core.store.sql.Sql;
import cz.statex.aiworkers.core.store.sql.TaskInsert;
import cz.statex.aiworkers.core.store.sql.TaskInsert.NewTask;
import cz.statex.aiworkers.core.store.sql.TaskRow;
import cz.statex.aiworkers.core.store.sql.Transactions;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import jakarta.persistence.criteria.Predicate;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import tools.jackson.core.JacksonException;

/** Questions and orders about dead letters. Thread-safe. */
public final class SqlDeadLetterQueries implements DeadLetterQueries {

    private static final String LOCK =
            """
            select kind, task_id, error, replayed_at is null or created_at > replayed_at as waits
            from dead_letter where id = ? for update
            """;

    private static final String LOCK_TASK =
            "select " + TaskRow.COLUMNS + " from task t where t.id = ? for no key update of t";

    private static final String FIND_TASK = "select " + TaskRow.COLUMNS + " from task t where t.id = ?";

    private static final String QUEUE_AGAIN =
            """
            update task t set status = 'queued', attempt = 0, error = null, completed_at = null, next_attempt_at = now(),
                result_due = false
            where t.id = ? returning
            """
                    + TaskRow.COLUMNS;

    /** The message as it can be read now replaces what could be read of it before. */
    private static final String REWRITE =
            """
            update task t set job_id = n.job_id, task_type = n.task_type, priority = n.priority,
                max_retries = n.max_retries, idempotency_key = n.idempotency_key, input_data = n.input_data,
                parameters = n.parameters, reply_to = n.reply_to, timeout_seconds = n.timeout_seconds,
                not_before = n.not_before, expires_at = n.expires_at
            from (values (?::uuid, ?::text, ?::text, ?::int, ?::text, ?::text, ?::text, ?::text, ?::int,
                    ?::timestamptz, ?::timestamptz))
                as n(job_id, task_type, priority, max_retries, idempotency_key, input_data, parameters, reply_to,
                    timeout_seconds, not_before, expires_at)
            where t.id = ?
            """;

    private static final String MARK = "update dead_letter set replayed_at = clock_timestamp() where id = ?";

    private static final String PURGE =
            """
            delete from dead_letter where (?::uuid is null or id = ?::uuid) and (?::text is null or kind = ?::text)
            returning task_id
            """;

    private static final Sort NEWEST_FIRST = Sort.by(Sort.Direction.DESC, "createdAt", "id");

    private final Transactions transactions;
    private final DeadLetterRepository deadLetters;

    /** Reads and writes through the pool; lists through the repository. */
    public SqlDeadLetterQueries(DataSource dataSource, DeadLetterRepository deadLetters) {
        this.transactions = new Transactions(dataSource);
        this.deadLetters = deadLetters;
    }

    private record Letter(String kind, @Nullable UUID taskId, TaskError error, boolean waits) {

        static Letter read(ResultSet row) throws SQLException {
            return new Letter(
                    row.getString("kind"),
                    row.getObject("task_id", UUID.class),
                    Objects.requireNonNull(TaskRow.decode(row.getString("error"), TaskError.class)),
                    row.getBoolean("waits"));
        }

        /** Whether another task owns the id or the key of the message, so that it can never become a task. */
        boolean isImpostor() {
            return error.code() == ErrorCode.ID_CONFLICT || error.code() == ErrorCode.IDEMPOTENCY_CONFLICT;
        }
    }

    @Override
    public List<DeadLetter> list(@Nullable String kind, @Nullable String taskType, int limit) {
        return Transactions.guarded(() -> deadLetters.findBy(
                matching(kind, taskType), query -> query.sortBy(NEWEST_FIRST).limit(limit).all().stream()
                        .map(entity -> entity.toDeadLetter(null))
                        .toList()));
    }

    @Override
    public Optional<DeadLetter> find(UUID id) {
        return Transactions.guarded(
                () -> deadLetters.findById(id).map(entity -> entity.toDeadLetter(body(id, entity))));
    }

    @Override
    public Task replay(UUID id, String by) {
        return transactions.run(sql -> {
            Letter letter = sql.first(LOCK, Letter::read, id)
                    .orElseThrow(() -> QueryRefusedException.notFound("dead letter " + id));
            if (!letter.waits()) {
                throw QueryRefusedException.conflict(
                        "the dead letter was replayed already and did not come back since");
            }
            if (letter.isImpostor()) {
                throw QueryRefusedException.conflict("the id or the idempotency key belongs to another task; purge it");
            }
            Task task = letter.kind().equals(DeadLetter.DEAD) ? revive(sql, letter.taskId()) : readAgain(sql, id);
            sql.update(MARK, id);
            History.audit(sql, by, Query.DEAD_LETTER_REPLAY, id.toString());
            sql.signalDue();
            return task;
        });
    }

    @Override
    public Purged purge(@Nullable UUID id, @Nullable String kind, String by) {
        return transactions.run(sql -> {
            List<Optional<UUID>> deleted =
                    sql.query(PURGE, row -> Optional.ofNullable(row.getObject(1, UUID.class)), id, id, kind, kind);
            Set<UUID> taskIds = new HashSet<>();
            deleted.forEach(taskId -> taskId.ifPresent(taskIds::add));
            String subject = id != null ? id.toString() : kind != null ? kind : "all";
            History.audit(sql, by, Query.DEAD_LETTER_PURGE, subject);
            return new Purged(deleted.size(), taskIds);
        });
    }

    /** A task that had all its attempts gets them again. */
    private static Task revive(Sql sql, @Nullable UUID taskId) throws SQLException {
        Task failed = taskId == null
                ? null
                : sql.first(LOCK_TASK, TaskRow::read, taskId)
                        .map(TaskRow::task)
                        .filter(task -> task.status() == TaskStatus.FAILED)
                        .orElse(null);
        if (failed == null) {
            throw QueryRefusedException.conflict("the task of the dead letter is not failed any more");
        }
        return queueAgain(sql, failed);
    }

    /** A message that was refused is read once more: a worker may know its type by now. */
    private static Task readAgain(Sql sql, UUID id) throws SQLException {
        byte[] body = sql.first("select body from dead_letter where id = ?", row -> row.getBytes(1), id)
                .orElseThrow();
        Task task = TaskRow.submission(decoded(body));
        NewTask asFailed = new NewTask(task, null, null, null, 0, null, TaskStatus.FAILED, null);
        boolean inserted = !TaskInsert.insert(sql, List.of(asFailed)).isEmpty();
        TaskRow row = sql.first(LOCK_TASK, TaskRow::read, task.id()).orElseThrow();
        if (row.task().status() != TaskStatus.FAILED) {
            throw QueryRefusedException.conflict("the task of the message is not failed any more");
        }
        if (inserted) {
            return queueUncounted(sql, task.id());
        }
        if (row.fingerprint() == null) {
            rewrite(sql, task);
        }
        return queueAgain(sql, row.task());
    }

    private static Task decoded(byte[] body) {
        try {
            Task task = Wire.decode(body, Task.class);
            if (isWhole(task)) {
                return task;
            }
        } catch (JacksonException e) {
            throw QueryRefusedException.conflict("the message cannot be read as a task; purge it");
        }
        throw QueryRefusedException.conflict("the message has no id or no task_type; purge it");
    }

    @SuppressWarnings("ConstantValue") // Decoded from JSON, where anything may be absent.
    private static boolean isWhole(Task task) {
        return task.id() != null
                && task.taskType() != null
                && !task.taskType().isBlank()
                && task.taskType().indexOf('\0') < 0;
    }

    private static Task queueAgain(Sql sql, Task failed) throws SQLException {
        if (failed.jobId() != null) {
            Endings.uncountFailed(sql, failed.jobId());
        }
        return queueUncounted(sql, failed.id());
    }

    private static Task queueUncounted(Sql sql, UUID taskId) throws SQLException {
        return sql.first(QUEUE_AGAIN, TaskRow::read, taskId).orElseThrow().task();
    }

    private static void rewrite(Sql sql, Task task) throws SQLException {
        sql.update(
                REWRITE,
                task.jobId(),
                task.taskType(),
                task.priority() == null ? null : task.priority().wireName(),
                task.maxRetries(),
                task.idempotencyKey(),
                TaskRow.encode(task.inputData()),
                TaskRow.encode(task.parameters()),
                task.replyTo(),
                task.timeoutSeconds(),
                task.notBefore(),
                task.expiresAt(),
                task.id());
    }

    private @Nullable String body(UUID id, DeadLetterEntity entity) {
        if (!entity.isDead()) {
            return new String(deadLetters.bodyOf(id), StandardCharsets.UTF_8);
        }
        UUID taskId = entity.taskId();
        return taskId == null
                ? null
                : transactions
                        .run(sql -> sql.first(FIND_TASK, TaskRow::read, taskId))
                        .map(row -> TaskRow.encode(TaskRow.submission(row.task())))
                        .orElse(null);
    }

    private static Specification<DeadLetterEntity> matching(@Nullable String kind, @Nullable String taskType) {
        return (letter, query, builder) -> {
            List<Predicate> all = new ArrayList<>();
            if (kind != null) {
                all.add(builder.equal(letter.get("kind"), kind));
            }
            if (taskType != null) {
                all.add(builder.equal(letter.get("taskType"), taskType));
            }
            return builder.and(all.toArray(Predicate[]::new));
        };
    }
}
