package cz.statex.aiworkers.core.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import cz.statex.aiworkers.core.broker.ConfirmedPublisher.Fate;
import cz.statex.aiworkers.core.broker.ConfirmedPublisher.Outgoing;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * One channel in confirm mode. Messages are numbered as they are written; the broker's answers, which may cover many
 * messages at once, complete their futures on a thread of the connection. A channel that closes fails what is
 * unanswered. Thread-safe.
 */
final class ConfirmChannel {

    private final Channel channel;
    private final boolean refusesUnroutable;
    private final ConcurrentNavigableMap<Long, Pending> pending = new ConcurrentSkipListMap<>();

    ConfirmChannel(Connection connection) throws IOException {
        channel = connection.createChannel();
        refusesUnroutable = BrokerDialect.of(connection).refusesUnroutable();
        channel.addConfirmListener(this::confirmed, this::refused);
        channel.addReturnListener(this::returned);
        channel.addShutdownListener(this::down);
        channel.confirmSelect();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Writes a message; the future completes with the broker's answer, or exceptionally if there will be none. */
    synchronized CompletableFuture<Fate> send(Outgoing message) throws IOException {
        long number = channel.getNextPublishSeqNo();
        Pending sent = new Pending(message);
        pending.put(number, sent);
        try {
            channel.basicPublish(
                    message.exchange(),
                    message.routingKey(),
                    message.mandatory(),
                    message.properties(),
                    message.body());
        } catch (IOException | RuntimeException e) {
            pending.remove(number);
            throw e;
        }
        return sent.answer;
    }

    void close() {
        BrokerTopology.close(channel);
    }

    private void confirmed(long number, boolean upToIt) {
        answer(number, upToIt, sent -> sent.answer.complete(sent.returned ? Fate.UNROUTABLE : Fate.CONFIRMED));
    }

    private void refused(long number, boolean upToIt) {
        answer(number, upToIt, sent -> {
            if (sent.returned || (refusesUnroutable && sent.message.mandatory())) {
                sent.answer.complete(Fate.UNROUTABLE);
            } else {
                sent.answer.completeExceptionally(new IOException("the broker refused the message (nack)"));
            }
        });
    }

    private void answer(long number, boolean upToIt, Consumer<Pending> action) {
        if (upToIt) {
            ConcurrentNavigableMap<Long, Pending> covered = pending.headMap(number, true);
            covered.values().forEach(action);
            covered.clear();
        } else {
            Pending sent = pending.remove(number);
            if (sent != null) {
                action.accept(sent);
            }
        }
    }

    /** A return does not say which message it answers; equal ones to the same address share their fate. */
    private void returned(Return returned) {
        for (Pending sent : pending.values()) {
            Outgoing message = sent.message;
            if (message.routingKey().equals(returned.getRoutingKey())
                    && message.exchange().equals(returned.getExchange())
                    && Objects.equals(
                            message.properties().getMessageId(),
                            returned.getProperties().getMessageId())) {
                sent.returned = true;
            }
        }
    }

    private void down(ShutdownSignalException signal) {
        pending.values().forEach(sent -> sent.answer.completeExceptionally(signal));
        pending.clear();
    }

    private static final class Pending {
        private final Outgoing message;
        private final CompletableFuture<Fate> answer = new CompletableFuture<>();
        private volatile boolean returned;

        private Pending(Outgoing message) {
            this.message = message;
        }
    }
}
