package cz.statex.aiworkers.core.testing.contract;

import cz.statex.aiworkers.core.execution.ResultPublisher;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Remembers what was published, in order, with the headers that the calling thread would have sent. Thread-safe. */
public final class RecordingPublisher implements ResultPublisher {

    private final List<Published> results = new CopyOnWriteArrayList<>();
    private final List<Published> replies = new CopyOnWriteArrayList<>();
    private final List<Task> progress = new CopyOnWriteArrayList<>();
    private final List<DeadMessage> deadLetters = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final Supplier<Map<String, String>> headers;

    /** A publisher without headers. */
    public RecordingPublisher() {
        this(Map::of);
    }

    /** A publisher that asks {@code headers} at each publication. */
    public RecordingPublisher(Supplier<Map<String, String>> headers) {
        this.headers = headers;
    }

    /** The next {@code calls} publications are not confirmed. */
    public void failNext(int calls) {
        failures.set(calls);
    }

    @Override
    public void publish(Task task, @Nullable String correlationId) {
        confirm();
        results.add(new Published(task, correlationId, headers.get()));
    }

    @Override
    public void reply(Task task, @Nullable String correlationId) {
        if (task.replyTo() != null) {
            confirm();
            replies.add(new Published(task, correlationId, headers.get()));
        }
    }

    @Override
    public void publishProgress(Task task) {
        progress.add(task);
    }

    @Override
    public void publishDeadLetter(byte[] body, @Nullable String taskType, TaskError error, boolean unprocessable) {
        confirm();
        deadLetters.add(new DeadMessage(taskType, error, unprocessable));
    }

    private void confirm() {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new PublishFailedException("the broker is away", null);
        }
    }

    /** Results, for everyone. */
    public List<Published> results() {
        return results;
    }

    /** Answers, for one reply queue alone. */
    public List<Published> replies() {
        return replies;
    }

    /** Progress events. */
    public List<Task> progress() {
        return progress;
    }

    /** Copies of dead letters. */
    public List<DeadMessage> deadLetters() {
        return deadLetters;
    }

    /** A published task. */
    public record Published(Task task, @Nullable String correlationId, Map<String, String> headers) {}

    /** A message in one of the queues that wait for a person. */
    public record DeadMessage(@Nullable String taskType, TaskError error, boolean unprocessable) {}
}
