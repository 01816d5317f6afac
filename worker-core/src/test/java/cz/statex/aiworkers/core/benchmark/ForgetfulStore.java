package cz.statex.aiworkers.core.benchmark;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.execution.TaskStore;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Grants everything and remembers nothing, so that a benchmark measures the pipeline and not a map. */
final class ForgetfulStore implements TaskStore {

    private final Clock clock = Clock.systemUTC();

    @Override
    public Claim claim(Task task, String fingerprint, @Nullable String traceparent, String workerId, Duration lease) {
        return new Claim.Granted(new Attempt(task, 1, workerId, clock.instant()));
    }

    @Override
    public Optional<Task> settle(Attempt attempt, Settlement settlement) {
        return Optional.of(
                attempt.task().toBuilder().status(TaskStatus.SUCCEEDED).build());
    }

    @Override
    public Optional<Task> reject(@Nullable Task task, TaskError error, byte[] body, @Nullable String traceparent) {
        return Optional.empty();
    }

    @Override
    public void progress(Attempt attempt, Task.Progress progress) {}

    @Override
    public Leases renew(Collection<Attempt> attempts, Duration lease) {
        return new Leases(Set.of(), Set.of());
    }

    @Override
    public boolean ping(Duration timeout) {
        return true;
    }
}
