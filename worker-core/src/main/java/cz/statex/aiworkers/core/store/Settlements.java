package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.store.sql.Endings;
import cz.statex.aiworkers.core.store.sql.Endings.Ended;
import cz.statex.aiworkers.core.store.sql.History;
import cz.statex.aiworkers.core.store.sql.History.EndedAttempt;
import cz.statex.aiworkers.core.store.sql.Sql;
import cz.statex.aiworkers.core.store.sql.TaskInsert;
import cz.statex.aiworkers.core.store.sql.TaskRow;
import cz.statex.aiworkers.core.store.sql.Transactions;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ends of attempts: one update takes a whole group, fenced row by row, and what follows from them joins the transaction.
 * Settling again what is settled already gives the same answer again, because a caller whose commit was cut off cannot know
 * that it got through.
 */
final class Settlements implements GroupCommitter.Work<Settlements.Request, Optional<Task>> {

    record Request(Attempt attempt, Settlement settlement) {

        UUID taskId() {
            return attempt.taskId();
        }
    }

    /**
     * The start of the attempt belongs to the fence, because a replay counts attempts anew. A cancel that was accepted wins
     * over every other end.
     */
    private static final String SETTLE =
            """
            update task t set
                status = case when t.status = 'cancelling' then 'cancelled' else s.status end,
                attempt = t.attempt - case when t.status = 'running' and s.status = 'queued' then 1 else 0 end,
                output_data = case when t.status = 'running' then s.output end,
                error = case when t.status = 'cancelling' then ? else s.error end,
                model = s.model, timings = s.timings, cached = s.cached, progress = null, lease_until = null,
                completed_at = case when t.status = 'cancelling' or s.status not in ('retrying', 'queued') then now() end,
                next_attempt_at = case when t.status = 'running' and s.status = 'retrying'
                    then now() + s.delay_ms * interval '1 millisecond' end,
                result_due = t.publish_again
                    and (t.status = 'cancelling' or s.status not in ('retrying', 'queued')),
                publish_again = false
            from unnest(?::uuid[], ?::int[], ?::text[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::bool[], ?::bigint[])
                as s(id, attempt, worker_id, started_at, status, output, error, model, timings, cached, delay_ms)
            where t.id = s.id and t.attempt = s.attempt and t.worker_id = s.worker_id and t.started_at = s.started_at
                and t.status in ('running', 'cancelling')
            returning t.id, t.status, t.attempt, t.completed_at, t.result_due
            """;

    private static final String READ = "select " + TaskRow.COLUMNS + " from task t where t.id = any(?)";

    private final Transactions transactions;

    Settlements(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Settled(UUID id, TaskStatus status, int attempt, @Nullable Instant completedAt, boolean resultDue) {}

    @Override
    public List<Optional<Task>> commit(List<Request> requests) {
        return transactions.run(sql -> {
            Map<UUID, Request> firsts = new LinkedHashMap<>();
            requests.forEach(request -> firsts.putIfAbsent(request.taskId(), request));
            Map<UUID, Task> settled = settle(sql, firsts.values());
            Map<UUID, Task> stored = settled.size() == requests.size() ? Map.of() : read(sql, requests);
            List<Optional<Task>> answers = new ArrayList<>(requests.size());
            for (Request request : requests) {
                // Removed with the first answer: a second one of a group is measured against the row like a later one.
                Task task = settled.remove(request.taskId());
                answers.add(
                        task != null
                                ? Optional.of(task)
                                : Optional.ofNullable(stored.get(request.taskId()))
                                        .filter(row -> isRepetition(request, row)));
            }
            return answers;
        });
    }

    private static Map<UUID, Task> settle(Sql sql, Collection<Request> requests) throws SQLException {
        Map<UUID, Request> byId = new HashMap<>();
        requests.forEach(request -> byId.put(request.taskId(), request));
        Map<UUID, Task> tasks = new HashMap<>();
        boolean signal = false;
        for (Settled settled : update(sql, requests)) {
            Request request = byId.get(settled.id());
            if (request != null) {
                tasks.put(settled.id(), after(request, settled));
                signal |= settled.resultDue() || settled.status() == TaskStatus.RETRYING;
            }
        }
        if (signal) {
            sql.signalDue();
        }
        follow(sql, byId, tasks);
        return tasks;
    }

    private static List<Settled> update(Sql sql, Collection<Request> requests) throws SQLException {
        List<Columns> columns = requests.stream()
                .map(request -> Columns.of(request.settlement()))
                .toList();
        return sql.query(
                SETTLE,
                Settlements::readSettled,
                TaskRow.encode(TaskInsert.CANCELLED),
                sql.column("uuid", requests, Request::taskId),
                sql.column("int4", requests, request -> request.attempt().number()),
                sql.column("text", requests, request -> request.attempt().workerId()),
                sql.column("timestamptz", requests, request -> request.attempt().startedAt()),
                sql.column("text", columns, column -> column.status().wireName()),
                sql.column("text", columns, Columns::output),
                sql.column("text", columns, Columns::error),
                sql.column("text", columns, Columns::model),
                sql.column("text", columns, Columns::timings),
                sql.column("bool", columns, Columns::cached),
                sql.column("int8", columns, Columns::delayMillis));
    }

    private static void follow(Sql sql, Map<UUID, Request> requests, Map<UUID, Task> tasks) throws SQLException {
        List<EndedAttempt> attempts = new ArrayList<>();
        List<Task> dead = new ArrayList<>();
        List<Ended> ended = new ArrayList<>();
        for (Task task : tasks.values()) {
            TaskStatus status = task.statusOrDefault();
            if (status.isTerminal()) {
                ended.add(Ended.of(task));
            }
            if (status != TaskStatus.SUCCEEDED && status != TaskStatus.QUEUED) {
                attempts.add(EndedAttempt.lastOf(task, status, task.error()));
            }
            Request request = requests.get(task.id());
            if (status == TaskStatus.FAILED
                    && request != null
                    && request.settlement() instanceof Settlement.Failed failed
                    && failed.deadLetter()) {
                dead.add(task);
            }
        }
        History.addAttempts(sql, attempts);
        History.bury(sql, dead);
        Endings.follow(sql, ended);
    }

    /** The task as stored now, put together from what is known here: its blobs need not be read back. */
    private static Task after(Request request, Settled settled) {
        Task.Builder task = request.attempt().task().toBuilder()
                .status(settled.status())
                .workerId(request.attempt().workerId())
                .attempt(settled.attempt())
                .completedAt(settled.completedAt())
                .error(null)
                .progress(null);
        if (settled.status() == TaskStatus.CANCELLED) {
            return task.error(TaskInsert.CANCELLED).build();
        }
        if (request.settlement() instanceof Settlement.Succeeded success) {
            return task.outputData(success.output())
                    .model(success.model())
                    .timings(success.timings())
                    .cached(success.cached())
                    .build();
        }
        if (request.settlement() instanceof Settlement.Failed failed) {
            return task.error(failed.error()).build();
        }
        return request.settlement() instanceof Settlement.Retry retry
                ? task.error(retry.error()).build()
                : task.build();
    }

    /** Whether the row shows that this very settlement was taken before. */
    private static boolean isRepetition(Request request, Task stored) {
        Columns wanted = Columns.of(request.settlement());
        Integer number = request.attempt().number() - (stored.status() == TaskStatus.QUEUED ? 1 : 0);
        boolean sameEnd = stored.status() == TaskStatus.CANCELLED
                || (stored.status() == wanted.status()
                        && Objects.equals(wanted.output(), TaskRow.encode(stored.outputData()))
                        && Objects.equals(wanted.error(), TaskRow.encode(stored.error())));
        return sameEnd
                && number.equals(stored.attempt())
                && request.attempt().workerId().equals(stored.workerId())
                && request.attempt().startedAt().equals(stored.startedAt());
    }

    private static Map<UUID, Task> read(Sql sql, Collection<Request> requests) throws SQLException {
        Map<UUID, Task> tasks = new HashMap<>();
        for (TaskRow row : sql.query(READ, TaskRow::read, sql.column("uuid", requests, Request::taskId))) {
            tasks.put(row.task().id(), row.task());
        }
        return tasks;
    }

    private static Settled readSettled(ResultSet row) throws SQLException {
        return new Settled(
                row.getObject("id", UUID.class),
                TaskStatus.ofWireName(row.getString("status")),
                row.getInt("attempt"),
                Sql.time(row, "completed_at"),
                row.getBoolean("result_due"));
    }

    /** What a settlement writes, unless a cancel was accepted before it. */
    private record Columns(
            TaskStatus status,
            @Nullable String output,
            @Nullable String error,
            @Nullable String model,
            @Nullable String timings,
            @Nullable Boolean cached,
            long delayMillis) {

        static Columns of(Settlement settlement) {
            if (settlement instanceof Settlement.Succeeded success) {
                return new Columns(
                        TaskStatus.SUCCEEDED,
                        TaskRow.encode(success.output()),
                        null,
                        TaskRow.encode(success.model()),
                        TaskRow.encode(success.timings()),
                        success.cached(),
                        0);
            }
            if (settlement instanceof Settlement.Failed failed) {
                return withoutOutput(TaskStatus.FAILED, TaskRow.encode(failed.error()), 0);
            }
            if (settlement instanceof Settlement.Retry retry) {
                return withoutOutput(
                        TaskStatus.RETRYING,
                        TaskRow.encode(retry.error()),
                        retry.delay().toMillis());
            }
            return settlement instanceof Settlement.Cancelled
                    ? withoutOutput(TaskStatus.CANCELLED, TaskRow.encode(TaskInsert.CANCELLED), 0)
                    : withoutOutput(TaskStatus.QUEUED, null, 0);
        }

        private static Columns withoutOutput(TaskStatus status, @Nullable String error, long delayMillis) {
            return new Columns(status, null, error, null, null, null, delayMillis);
        }
    }
}
