package cz.statex.aiworkers.core.execution;

import java.util.Set;
import java.util.function.Consumer;

/** The task queues of this process. Thread-safe; every method may be called in any state and repeatedly. */
public interface DeliverySource {

    /** Declares the queues of these task types and begins to hand their messages to {@code sink}, which must not block. */
    void start(Set<String> taskTypes, Consumer<Delivery> sink);

    /** Takes no more messages of one task type; unsettled ones stay with their holders. */
    void pause(String taskType);

    /** Takes messages of the type again. */
    void resume(String taskType);

    /** Takes no more messages of any type, until {@link #resumeAll}; prefetched ones go back to the broker. */
    void pauseAll();

    /** Takes messages again of every type that is not paused by itself. */
    void resumeAll();

    /** Whether messages are being taken: consumers exist and the broker is connected. */
    boolean isConsuming();

    /** Stops for good and closes the channels; the broker takes back what is unsettled. */
    void stop();
}
