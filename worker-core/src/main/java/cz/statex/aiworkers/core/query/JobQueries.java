package cz.statex.aiworkers.core.query;

import cz.statex.aiworkers.orchestrator.protocol.Job;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What queries need to know of jobs. Thread-safe; throws {@code StoreUnavailableException} when it cannot be reached. */
public interface JobQueries {

    /** Creates the job, or returns the one of this id; tasks of it that have ended already are counted. */
    Job create(UUID id, Job.Policy policy, int total);

    /** The job as it stands. */
    Optional<Job> find(UUID id);

    /** Jobs, newest first. */
    List<Job> list(Job.@Nullable Status status, int limit);

    /** Cancels every task of the job that has not ended, and every one that is yet to come. */
    Optional<Cancelled> cancel(UUID id, String by);

    /**
     * A job after its cancel.
     *
     * @param job as it stands
     * @param running tasks that their workers must stop
     */
    record Cancelled(Job job, List<UUID> running) {}
}
