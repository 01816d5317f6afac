package cz.statex.aiworkers.core.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmCallback;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ReturnCallback;
import com.rabbitmq.client.ShutdownListener;
import com.rabbitmq.client.ShutdownSignalException;
import cz.statex.aiworkers.core.broker.ConfirmedPublisher.Fate;
import cz.statex.aiworkers.core.broker.ConfirmedPublisher.Outgoing;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class ConfirmChannelTest {

    private final Channel channel = mock(Channel.class);
    private final Connection connection = mock(Connection.class);
    private final AtomicLong number = new AtomicLong();
    private final ArgumentCaptor<ConfirmCallback> acks = ArgumentCaptor.forClass(ConfirmCallback.class);
    private final ArgumentCaptor<ConfirmCallback> nacks = ArgumentCaptor.forClass(ConfirmCallback.class);
    private final ArgumentCaptor<ReturnCallback> returns = ArgumentCaptor.forClass(ReturnCallback.class);
    private final ArgumentCaptor<ShutdownListener> shutdowns = ArgumentCaptor.forClass(ShutdownListener.class);

    @BeforeEach
    void numberMessages() throws Exception {
        when(connection.createChannel()).thenReturn(channel);
        when(channel.getNextPublishSeqNo()).thenAnswer(invocation -> number.incrementAndGet());
    }

    @Test
    void completesEveryMessageThatOneConfirmCovers() throws Exception {
        ConfirmChannel confirms = open("RabbitMQ");
        CompletableFuture<Fate> first = confirms.send(message("a", true));
        CompletableFuture<Fate> second = confirms.send(message("b", true));
        CompletableFuture<Fate> third = confirms.send(message("c", true));

        acks.getValue().handle(2, true);

        assertThat(first).isCompletedWithValue(Fate.CONFIRMED);
        assertThat(second).isCompletedWithValue(Fate.CONFIRMED);
        assertThat(third).isNotDone();
        acks.getValue().handle(3, false);
        assertThat(third).isCompletedWithValue(Fate.CONFIRMED);
        acks.getValue().handle(3, false);
    }

    @Test
    void tellsAReturnedMessageFromItsNeighbours() throws Exception {
        ConfirmChannel confirms = open("RabbitMQ");
        CompletableFuture<Fate> routed = confirms.send(message("a", true));
        CompletableFuture<Fate> unroutable = confirms.send(message("b", true));
        returns.getValue()
                .handle(new Return(
                        AMQP.NO_ROUTE,
                        "NO_ROUTE",
                        "",
                        "queue",
                        new AMQP.BasicProperties.Builder().messageId("b").build(),
                        new byte[0]));
        acks.getValue().handle(2, true);
        assertThat(routed).isCompletedWithValue(Fate.CONFIRMED);
        assertThat(unroutable).isCompletedWithValue(Fate.UNROUTABLE);
    }

    @Test
    void takesARefusalForAReturnWhereTheBrokerReturnsLater() throws Exception {
        ConfirmChannel confirms = open("Apache Qpid Broker-J Core");
        CompletableFuture<Fate> mandatory = confirms.send(message("a", true));
        CompletableFuture<Fate> other = confirms.send(message("b", false));
        nacks.getValue().handle(2, true);
        assertThat(mandatory).isCompletedWithValue(Fate.UNROUTABLE);
        assertThat(other).isCompletedExceptionally();
    }

    @Test
    void failsWhatARefusalMeansOnRabbitMq() throws Exception {
        ConfirmChannel confirms = open("RabbitMQ");
        CompletableFuture<Fate> mandatory = confirms.send(message("a", true));
        nacks.getValue().handle(1, false);
        assertThat(mandatory).isCompletedExceptionally();
    }

    @Test
    void failsWhatIsUnansweredWhenItCloses() throws Exception {
        ConfirmChannel confirms = open("RabbitMQ");
        CompletableFuture<Fate> unanswered = confirms.send(message("a", true));
        shutdowns.getValue().shutdownCompleted(new ShutdownSignalException(true, false, null, channel));
        assertThat(unanswered).isCompletedExceptionally();
    }

    @Test
    void forgetsWhatItCouldNotWrite() throws Exception {
        ConfirmChannel confirms = open("RabbitMQ");
        doThrow(new IOException("broken pipe"))
                .when(channel)
                .basicPublish(anyString(), anyString(), anyBoolean(), any(), any());
        assertThatThrownBy(() -> confirms.send(message("a", true))).hasMessage("broken pipe");
        acks.getValue().handle(1, false);
    }

    private ConfirmChannel open(String product) throws Exception {
        when(connection.getServerProperties()).thenReturn(Map.of("product", product));
        ConfirmChannel opened = new ConfirmChannel(connection);
        verify(channel).addConfirmListener(acks.capture(), nacks.capture());
        verify(channel).addReturnListener(returns.capture());
        verify(channel).addShutdownListener(shutdowns.capture());
        verify(channel).confirmSelect();
        return opened;
    }

    private static Outgoing message(String id, boolean mandatory) {
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().messageId(id).build();
        return new Outgoing("", "queue", mandatory, properties, new byte[0]);
    }
}
