package cz.statex.aiworkers.core.query;

import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What waits for a person. Thread-safe; throws {@code StoreUnavailableException} when it cannot be reached. */
public interface DeadLetterQueries {

    /** Dead letters without their bodies, newest first; null means any. */
    List<DeadLetter> list(@Nullable String kind, @Nullable String taskType, int limit);

    /** One dead letter with its body. */
    Optional<DeadLetter> find(UUID id);

    /**
     * Gives a dead letter's task all its attempts again and queues it.
     *
     * @return the task as queued
     * @throws QueryRefusedException if there is no such dead letter, if it was replayed and did not come back since, or if
     *     its message is no valid task
     */
    Task replay(UUID id, String by);

    /** Deletes one dead letter, or all of a kind; null means any. */
    Purged purge(@Nullable UUID id, @Nullable String kind, String by);

    /**
     * What was deleted.
     *
     * @param count of dead letters
     * @param taskIds of those that name a task
     */
    record Purged(int count, Set<UUID> taskIds) {}
}
