package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message from a task queue, not settled yet. While it is not settled the broker keeps it: an unsettled delivery is
 * the outbox of the task's result. Thread-safe; settling twice is harmless.
 */
public interface Delivery {

    /** The message as received. */
    byte[] body();

    /** Headers whose values are text, by name. */
    Map<String, String> headers();

    /** The task type of the queue it came from. */
    String queueTaskType();

    /** The priority class of the queue it came from. */
    Priority priority();

    /** The queue named by the message's own reply-to property, if it has one. */
    @Nullable
    String replyTo();

    /** The message's correlation id, to be repeated in the reply. */
    @Nullable
    String correlationId();

    /** Settles it: the broker forgets the message. A connection that is gone makes this a no-op: the message comes again. */
    void ack();

    /** Gives it back unworked, for another worker or a later time; never used to report a failure. */
    void handBack();
}
