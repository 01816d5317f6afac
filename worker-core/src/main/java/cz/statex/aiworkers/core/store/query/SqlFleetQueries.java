package cz.statex.aiworkers.core.store.query;

import cz.statex.aiworkers.core.query.FleetQueries;
import cz.statex.aiworkers.core.store.entity.TaskSchemaRepository;
import cz.statex.aiworkers.core.store.entity.WorkerEntity;
import cz.statex.aiworkers.core.store.entity.WorkerRepository;
import cz.statex.aiworkers.core.store.sql.History;
import cz.statex.aiworkers.core.store.sql.Transactions;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import tools.jackson.databind.node.ObjectNode;

/** Questions and orders about workers and task types. Thread-safe. */
public final class SqlFleetQueries implements FleetQueries {

    private static final String PAUSE =
            "insert into queue_pause (task_type, paused_by) values (?, ?) on conflict (task_type) do nothing";

    private final Transactions transactions;
    private final WorkerRepository workers;
    private final TaskSchemaRepository schemas;

    /** Writes through the pool; reads through the repositories. */
    public SqlFleetQueries(DataSource dataSource, WorkerRepository workers, TaskSchemaRepository schemas) {
        this.transactions = new Transactions(dataSource);
        this.workers = workers;
        this.schemas = schemas;
    }

    @Override
    public List<WorkerInfo> workers() {
        return Transactions.guarded(() -> workers.findAllByOrderByWorkerId().stream()
                .map(WorkerEntity::toWorkerInfo)
                .toList());
    }

    @Override
    public Set<String> taskTypes() {
        return Transactions.guarded(() -> Set.copyOf(schemas.findTaskTypes()));
    }

    @Override
    public Set<String> pausedTaskTypes() {
        return transactions.run(
                sql -> Set.copyOf(sql.query("select task_type from queue_pause", row -> row.getString(1))));
    }

    @Override
    public void pause(String taskType, String by) {
        transactions.run(sql -> {
            History.audit(sql, by, Query.QUEUE_PAUSE, taskType);
            return sql.update(PAUSE, taskType, by);
        });
    }

    @Override
    public void resume(String taskType, String by) {
        transactions.run(sql -> {
            History.audit(sql, by, Query.QUEUE_RESUME, taskType);
            return sql.update("delete from queue_pause where task_type = ?", taskType);
        });
    }

    @Override
    public void reloadModel(String model, String by) {
        transactions.run(sql -> {
            History.audit(sql, by, Query.MODEL_RELOAD, model);
            return 1;
        });
    }

    @Override
    public Optional<ObjectNode> schemas(String taskType) {
        return Transactions.guarded(() -> schemas.findById(taskType).map(entity -> {
            ObjectNode both = Wire.mapper().createObjectNode();
            both.set("input", Wire.mapper().readTree(entity.inputSchema()));
            both.set("output", Wire.mapper().readTree(entity.outputSchema()));
            return both;
        }));
    }
}
