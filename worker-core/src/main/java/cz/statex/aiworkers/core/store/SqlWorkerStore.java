package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.registry.WorkerStore;
import cz.statex.aiworkers.core.store.sql.Endings;
import cz.statex.aiworkers.core.store.sql.History;
import cz.statex.aiworkers.core.store.sql.History.EndedAttempt;
import cz.statex.aiworkers.core.store.sql.Sql;
import cz.statex.aiworkers.core.store.sql.TaskInsert;
import cz.statex.aiworkers.core.store.sql.TaskRow;
import cz.statex.aiworkers.core.store.sql.Transactions;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/** The registry in PostgreSQL. */
public final class SqlWorkerStore implements WorkerStore {

    private static final String PUT =
            """
            insert into worker (worker_id, service_name, worker_type, capabilities, status, slots, busy_slots, models,
                device, succeeded, failed, mean_ms, version, started_at, last_seen_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now())
            on conflict (worker_id) do update set service_name = excluded.service_name,
                worker_type = excluded.worker_type, capabilities = excluded.capabilities, status = excluded.status,
                slots = excluded.slots, busy_slots = excluded.busy_slots, models = excluded.models,
                device = excluded.device, succeeded = excluded.succeeded, failed = excluded.failed,
                mean_ms = excluded.mean_ms, version = excluded.version, started_at = excluded.started_at,
                last_seen_at = now()
            """;

    private static final String PUT_SCHEMAS =
            """
            insert into task_schema (task_type, input_schema, output_schema) values (?, ?, ?)
            on conflict (task_type) do update set input_schema = excluded.input_schema,
                output_schema = excluded.output_schema, updated_at = now()
            where (task_schema.input_schema, task_schema.output_schema)
                is distinct from (excluded.input_schema, excluded.output_schema)
            """;

    private static final String MARK_LOST =
            """
            update worker set status = 'lost'
            where last_seen_at < now() - ? * interval '1 millisecond' and status not in ('stopped', 'failed', 'lost')
            returning worker_id
            """;

    private static final String LOST_ATTEMPTS = "select " + TaskRow.COLUMNS
            + """
                    from task t where t.lease_until < now()
                    order by t.lease_until limit ? for no key update of t skip locked
                    """;

    private static final String RETRY =
            """
            update task set status = 'retrying', error = ?, lease_until = null, progress = null, publish_again = false,
                next_attempt_at = now()
            where id = ?
            """;

    private final Transactions transactions;

    /** Connects with the first call. */
    public SqlWorkerStore(DataSource dataSource) {
        transactions = new Transactions(dataSource);
    }

    @Override
    public void register(WorkerInfo worker, Map<String, TaskSchemas> schemas) {
        transactions.run(sql -> {
            put(sql, worker);
            // In one order, or two workers that register the same types could wait for each other.
            for (Map.Entry<String, TaskSchemas> schema : new TreeMap<>(schemas).entrySet()) {
                sql.update(
                        PUT_SCHEMAS,
                        schema.getKey(),
                        TaskRow.encode(schema.getValue().input()),
                        TaskRow.encode(schema.getValue().output()));
            }
            return worker;
        });
    }

    @Override
    public void heartbeat(WorkerInfo worker) {
        transactions.run(sql -> put(sql, worker));
    }

    @Override
    public void unregister(String workerId) {
        transactions.run(sql -> sql.update(
                "update worker set status = 'stopped', busy_slots = 0, last_seen_at = now() where worker_id = ?",
                workerId));
    }

    @Override
    public List<String> markLost(Duration silence) {
        return transactions.run(sql -> sql.query(MARK_LOST, row -> row.getString(1), silence.toMillis()));
    }

    @Override
    public int reap(int limit) {
        return transactions.run(sql -> {
            List<TaskRow> lost = sql.query(LOST_ATTEMPTS, TaskRow::read, limit);
            for (TaskRow row : lost) {
                bringBack(sql, row.task());
            }
            return lost.size();
        });
    }

    @Override
    public Set<String> pausedTaskTypes() {
        return transactions.run(
                sql -> Set.copyOf(sql.query("select task_type from queue_pause", row -> row.getString(1))));
    }

    private static void bringBack(Sql sql, Task task) throws SQLException {
        TaskStatus next = TaskRow.afterLoss(task);
        History.addAttempts(sql, List.of(EndedAttempt.lastOf(task, next, History.WORKER_LOST)));
        switch (next) {
            case RETRYING -> {
                sql.update(RETRY, TaskRow.encode(History.WORKER_LOST), task.id());
                sql.signalDue();
            }
            case FAILED ->
                History.bury(sql, List.of(Endings.end(sql, task.id(), TaskStatus.FAILED, History.WORKER_LOST, true)));
            default -> Endings.end(sql, task.id(), TaskStatus.CANCELLED, TaskInsert.CANCELLED, true);
        }
    }

    private static int put(Sql sql, WorkerInfo worker) throws SQLException {
        return sql.update(
                PUT,
                worker.workerId(),
                worker.serviceName(),
                worker.workerType(),
                sql.array("text", worker.capabilities()),
                worker.status().wireName(),
                worker.slots(),
                worker.busySlots(),
                sql.array("text", worker.models()),
                worker.device(),
                worker.performanceMetrics().succeeded(),
                worker.performanceMetrics().failed(),
                worker.performanceMetrics().meanMs(),
                worker.version(),
                worker.startedAt());
    }
}
