package cz.statex.aiworkers.core.store.query;

import cz.statex.aiworkers.core.query.JobQueries;
import cz.statex.aiworkers.core.store.entity.JobEntity;
import cz.statex.aiworkers.core.store.entity.JobRepository;
import cz.statex.aiworkers.core.store.sql.Endings;
import cz.statex.aiworkers.core.store.sql.Endings.Ended;
import cz.statex.aiworkers.core.store.sql.History;
import cz.statex.aiworkers.core.store.sql.Sql;
import cz.statex.aiworkers.core.store.sql.Transactions;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;

/** Questions and orders about jobs. Thread-safe. */
public final class SqlJobQueries implements JobQueries {

    private static final String CREATE =
            "insert into job (id, policy, status, total) values (?, ?, 'running', ?) on conflict (id) do nothing";

    private static final String FIND = "select * from job where id = ?";

    /** Tasks that ended before their job was announced. */
    private static final String ENDED =
            """
            select id, job_id, status from task
            where job_id = ? and status in ('succeeded', 'failed', 'cancelled', 'expired')
            """;

    private static final String UNENDED =
            """
            select id from task
            where job_id = ? and status in ('queued', 'scheduled', 'retrying', 'running', 'cancelling') order by id
            """;

    private final Transactions transactions;
    private final JobRepository jobs;

    /** Reads and writes through the pool; lists through the repository. */
    public SqlJobQueries(DataSource dataSource, JobRepository jobs) {
        this.transactions = new Transactions(dataSource);
        this.jobs = jobs;
    }

    @Override
    public Job create(UUID id, Job.Policy policy, int total) {
        return transactions.run(sql -> {
            if (sql.update(CREATE, id, policy.wireName(), total) > 0) {
                List<Ended> ended = sql.query(
                        ENDED,
                        row -> new Ended(
                                row.getObject("id", UUID.class),
                                row.getObject("job_id", UUID.class),
                                TaskStatus.ofWireName(row.getString("status")),
                                false),
                        id);
                Endings.count(sql, ended);
            }
            return sql.first(FIND, Endings::readJob, id).orElseThrow();
        });
    }

    @Override
    public Optional<Job> find(UUID id) {
        return Transactions.guarded(() -> jobs.findById(id).map(JobEntity::toJob));
    }

    @Override
    public List<Job> list(Job.@Nullable Status status, int limit) {
        return Transactions.guarded(() -> (status == null
                        ? jobs.findByOrderByCreatedAtDescIdDesc(Limit.of(limit))
                        : jobs.findByStatusOrderByCreatedAtDescIdDesc(status.wireName(), Limit.of(limit)))
                .stream().map(JobEntity::toJob).toList());
    }

    /**
     * Two transactions: once the wish is visible, every later claim heeds it, and what the second one does not see is at
     * most an attempt that its next renewal stops.
     */
    @Override
    public Optional<Cancelled> cancel(UUID id, String by) {
        boolean exists = transactions.run(sql -> {
            boolean wished = sql.update("update job set cancel_requested = true where id = ?", id) > 0;
            if (wished) {
                History.audit(sql, by, Query.JOB_CANCEL, id.toString());
            }
            return wished;
        });
        return exists ? Optional.of(transactions.run(sql -> cancelTasks(sql, id))) : Optional.empty();
    }

    private static Cancelled cancelTasks(Sql sql, UUID id) throws SQLException {
        List<UUID> running = new ArrayList<>();
        for (UUID taskId : sql.query(UNENDED, row -> row.getObject(1, UUID.class), id)) {
            Optional<Task> cancelled = SqlTaskQueries.cancel(sql, taskId);
            if (cancelled.isPresent() && cancelled.get().status() == TaskStatus.CANCELLING) {
                running.add(taskId);
            }
        }
        return new Cancelled(sql.first(FIND, Endings::readJob, id).orElseThrow(), running);
    }
}
