package cz.statex.aiworkers.core.registry;

import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store owes to the broker. Thread-safe; throws {@code StoreUnavailableException} when it cannot be reached. */
public interface Outbox {

    /**
     * Takes up to {@code limit} of what is due, skipping what another relay holds, gives it to {@code publisher} and
     * forgets it if that returns; if it throws, everything stays due.
     *
     * @return how many messages were published
     */
    int dispatch(int limit, Publisher publisher);

    /** Time until the next message is due, at most {@code max}; zero if one is due now. */
    Duration untilNextDue(Duration max);

    /** Blocks until the store signals that something new is due or {@code timeout} has passed. */
    void awaitSignal(Duration timeout) throws InterruptedException;

    /**
     * A task that is to be published without a delivery to answer.
     *
     * @param task to put into its queue again, or to tell the state of
     * @param traceparent the trace that its message came in, null if it was not traced
     */
    record Owed(Task task, @Nullable String traceparent) {}

    /** Publishes a batch; returns when the broker has confirmed all of it. */
    interface Publisher {

        /**
         * @param tasks to put into their queues again: retries, schedules, replays
         * @param results states to publish to the result exchange and reply queues
         * @param jobs decided jobs to announce
         */
        void publish(List<Owed> tasks, List<Owed> results, List<Job> jobs);
    }
}
