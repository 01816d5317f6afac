package cz.statex.aiworkers.core.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import cz.statex.aiworkers.core.broker.ConfirmedPublisher.Outgoing;
import cz.statex.aiworkers.core.query.QueryService;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Answers queries to their reply queues, one at a time per consumer. A lost answer is the asker's to ask for again. */
final class QueryListener {

    private static final Logger log = LoggerFactory.getLogger(QueryListener.class);

    private final QueryService service;
    private final OutgoingMessages messages;
    private final Consumer<Outgoing> publisher;

    QueryListener(QueryService service, OutgoingMessages messages, Consumer<Outgoing> publisher) {
        this.service = service;
        this.messages = messages;
        this.publisher = publisher;
    }

    Subscription.Spec spec(String workerId, int number) {
        return new Subscription.Spec(
                workerId,
                "queries-" + number,
                1,
                false,
                connection -> Topology.QUERY_QUEUE,
                (channel, envelope, properties, body) -> handle(channel, envelope.getDeliveryTag(), properties, body));
    }

    private void handle(Channel channel, long tag, AMQP.BasicProperties properties, byte[] body) {
        String replyTo = properties.getReplyTo();
        if (replyTo == null) {
            log.debug("ignoring a query without a reply queue");
        } else {
            Query.Reply reply = answer(body);
            publisher.accept(messages.answer(replyTo, properties.getCorrelationId(), reply));
        }
        try {
            channel.basicAck(tag, false);
        } catch (IOException | ShutdownSignalException e) {
            log.debug("the channel of a query is gone; it is answered twice", e);
        }
    }

    private Query.Reply answer(byte[] body) {
        try {
            return service.answer(Wire.decode(body, Query.class));
        } catch (JacksonException e) {
            return new Query.Reply(
                    null, TaskError.of(ErrorCode.UNDECODABLE_MESSAGE, "the query is not JSON of the documented shape"));
        } catch (RuntimeException e) {
            log.error("A query failed; its sender is told so", e);
            return new Query.Reply(
                    null, TaskError.of(ErrorCode.INTERNAL, "the query failed; the worker's log says why"));
        }
    }
}
