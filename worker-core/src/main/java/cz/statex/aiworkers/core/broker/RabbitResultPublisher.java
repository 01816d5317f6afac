package cz.statex.aiworkers.core.broker;

import cz.statex.aiworkers.core.broker.ConfirmedPublisher.Fate;
import cz.statex.aiworkers.core.broker.ConfirmedPublisher.Outgoing;
import cz.statex.aiworkers.core.execution.ResultPublisher;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes results and waits for both confirms at once. */
final class RabbitResultPublisher implements ResultPublisher {

    private static final Logger log = LoggerFactory.getLogger(RabbitResultPublisher.class);

    private final ConfirmedPublisher publisher;
    private final OutgoingMessages messages;
    private final Runnable unroutableReply;

    RabbitResultPublisher(ConfirmedPublisher publisher, OutgoingMessages messages, Runnable unroutableReply) {
        this.publisher = publisher;
        this.messages = messages;
        this.unroutableReply = unroutableReply;
    }

    @Override
    public void publish(Task task, @Nullable String correlationId) {
        byte[] body = OutgoingMessages.body(task);
        List<Outgoing> outgoing = new ArrayList<>();
        outgoing.add(messages.result(task, correlationId, body));
        String replyTo = task.replyTo();
        if (replyTo != null) {
            outgoing.add(messages.reply(replyTo, task, correlationId, body));
        }
        send(outgoing, task);
    }

    @Override
    public void reply(Task task, @Nullable String correlationId) {
        String replyTo = task.replyTo();
        if (replyTo != null) {
            send(List.of(messages.reply(replyTo, task, correlationId, OutgoingMessages.body(task))), task);
        }
    }

    private void send(List<Outgoing> outgoing, Task task) {
        if (publisher.send(outgoing).contains(Fate.UNROUTABLE)) {
            unroutableReply.run();
            log.info("The reply queue of task {} is gone; the store keeps its result", task.id());
        }
    }

    @Override
    public void publishProgress(Task task) {
        byte[] body = OutgoingMessages.body(task);
        publisher.sendAndForget(messages.progress(task, body));
        String replyTo = task.replyTo();
        if (replyTo != null) {
            publisher.sendAndForget(messages.reply(replyTo, task, null, body));
        }
    }

    @Override
    public void publishDeadLetter(byte[] body, @Nullable String taskType, TaskError error, boolean unprocessable) {
        List<Fate> fates = publisher.send(List.of(messages.deadLetter(body, taskType, error, unprocessable)));
        if (fates.contains(Fate.UNROUTABLE)) {
            throw new PublishFailedException("the queue for messages that wait for a person is missing", null);
        }
    }
}
