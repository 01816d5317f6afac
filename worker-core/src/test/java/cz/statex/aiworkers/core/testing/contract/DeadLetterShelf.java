package cz.statex.aiworkers.core.testing.contract;

import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The dead letters of {@link InMemoryTaskStore}, guarded by its monitor. */
final class DeadLetterShelf {

    private final List<DeadLetter> letters = new ArrayList<>();

    void keep(String kind, @Nullable Task task, TaskError error, @Nullable String body, Instant now) {
        UUID taskId = task == null ? null : task.id();
        String type = task == null ? null : task.taskType();
        int attempts = task == null || task.attempt() == null ? 0 : task.attempt();
        letters.add(new DeadLetter(UUID.randomUUID(), kind, taskId, type, error, attempts, now, null, body));
    }

    List<DeadLetter> all() {
        return List.copyOf(letters);
    }

    DeadLetter get(UUID id) {
        return letters.stream()
                .filter(letter -> letter.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
