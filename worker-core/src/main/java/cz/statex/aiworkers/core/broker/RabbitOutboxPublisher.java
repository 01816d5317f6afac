package cz.statex.aiworkers.core.broker;

import cz.statex.aiworkers.core.broker.ConfirmedPublisher.Fate;
import cz.statex.aiworkers.core.broker.ConfirmedPublisher.Outgoing;
import cz.statex.aiworkers.core.execution.ResultPublisher.PublishFailedException;
import cz.statex.aiworkers.core.execution.TaskObserver;
import cz.statex.aiworkers.core.registry.Outbox;
import cz.statex.aiworkers.core.registry.Outbox.Owed;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what the store owes. A task whose queue has vanished gets its queues declared again, so that one such task
 * cannot keep the others of its batch from leaving; if even that does not help, all of the batch stays due.
 */
final class RabbitOutboxPublisher implements Outbox.Publisher {

    private static final Logger log = LoggerFactory.getLogger(RabbitOutboxPublisher.class);

    private final ConfirmedPublisher publisher;
    private final OutgoingMessages messages;
    private final BrokerTopology topology;
    private final TaskObserver observer;
    private final Runnable unroutableReply;

    RabbitOutboxPublisher(
            ConfirmedPublisher publisher,
            OutgoingMessages messages,
            BrokerTopology topology,
            TaskObserver observer,
            Runnable unroutableReply) {
        this.publisher = publisher;
        this.messages = messages;
        this.topology = topology;
        this.observer = observer;
        this.unroutableReply = unroutableReply;
    }

    @Override
    public void publish(List<Owed> tasks, List<Owed> results, List<Job> jobs) {
        List<Outgoing> outgoing = new ArrayList<>();
        tasks.forEach(owed -> addTask(owed, outgoing));
        results.forEach(owed -> inTraceOf(owed, () -> addResult(owed.task(), outgoing)));
        jobs.forEach(job -> outgoing.add(messages.job(job)));

        List<Fate> fates = publisher.send(outgoing);
        List<Owed> homeless = new ArrayList<>();
        for (int i = 0; i < fates.size(); i++) {
            if (fates.get(i) == Fate.UNROUTABLE) {
                if (i < tasks.size()) {
                    homeless.add(tasks.get(i));
                } else {
                    unroutableReply.run();
                }
            }
        }
        if (!homeless.isEmpty()) {
            publishAgain(homeless);
        }
    }

    private void addTask(Owed owed, List<Outgoing> outgoing) {
        inTraceOf(owed, () -> outgoing.add(messages.task(owed.task())));
    }

    private void addResult(Task result, List<Outgoing> outgoing) {
        byte[] body = OutgoingMessages.body(result);
        outgoing.add(messages.result(result, null, body));
        String replyTo = result.replyTo();
        if (replyTo != null) {
            outgoing.add(messages.reply(replyTo, result, null, body));
        }
    }

    private void publishAgain(List<Owed> homeless) {
        Set<String> types = new TreeSet<>();
        homeless.forEach(owed -> types.add(owed.task().taskType()));
        log.warn("The queues of task types {} are gone; declaring them again and publishing once more", types);
        try {
            for (String type : types) {
                topology.declareTaskQueues(publisher.connection(), type);
            }
        } catch (IOException e) {
            throw new PublishFailedException("missing task queues could not be declared", e);
        }
        List<Outgoing> outgoing = new ArrayList<>();
        homeless.forEach(owed -> addTask(owed, outgoing));
        if (publisher.send(outgoing).contains(Fate.UNROUTABLE)) {
            throw new PublishFailedException("no queue takes tasks of types " + types, null);
        }
    }

    private void inTraceOf(Owed owed, Runnable write) {
        TaskObserver.Scope trace = observer.resume(owed.traceparent());
        try {
            write.run();
        } finally {
            trace.close();
        }
    }
}
