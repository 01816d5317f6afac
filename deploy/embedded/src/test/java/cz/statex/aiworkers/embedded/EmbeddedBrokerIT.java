package cz.statex.aiworkers.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

    @Test
    void passesMessagesInMemory() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.startInMemory()) {
            assertThat(broker.url()).isEqualTo("amqp://guest:guest@127.0.0.1:" + broker.port());
            Messages.publish(broker.url(), Map.of(), 10);
            Messages.expect(broker.url(), 10);
        }
    }

    @Test
    void keepsDurableQueuesAndMessagesInItsDirectory(@TempDir Path directory) throws Exception {
        int port;
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            port = broker.port();
            Messages.publish(broker.url(), Map.of("priorities", 10), 100);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, port)) {
            assertThat(broker.port()).isEqualTo(port);
            Messages.expect(broker.url(), 100);
        }
    }

    @Test
    void separatesVirtualHosts() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.startInMemory()) {
            String other = broker.createVirtualHost("other");
            assertThat(broker.createVirtualHost("other")).isEqualTo(other);
            Messages.publish(broker.url(), Map.of(), 1);
            Messages.publish(other, Map.of(), 2);
            Messages.expect(broker.url(), 1);
            Messages.expect(other, 2);
        }
    }

    @Test
    void routesDeadMessagesToTheAlternateBinding() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.startInMemory();
                Connection connection = Messages.connect(broker.url());
                Channel channel = connection.createChannel()) {
            channel.queueDeclare("dead", true, false, false, Map.of());
            channel.queueDeclare(
                    "work",
                    true,
                    false,
                    false,
                    Map.of("alternateBinding", Map.of("destination", "dead"), "maximumDeliveryAttempts", 1));
            channel.confirmSelect();
            channel.basicPublish("", "work", null, new byte[] {1});
            channel.waitForConfirmsOrDie(10_000);
            GetResponse delivered = channel.basicGet("work", false);
            channel.basicReject(delivered.getEnvelope().getDeliveryTag(), false);
            assertThat(channel.basicGet("dead", true)).isNotNull();
        }
    }

    @Test
    void throwsWhenItsPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path directory = Files.createTempDirectory("aiw-broker-test-");
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, taken.getLocalPort()))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("BROKER_URL");
            new Directory(directory, true).close();
        }
    }

    @Test
    void leavesItsEndToItsOwner() {
        try (EmbeddedBroker broker = EmbeddedBroker.startInMemory()) {
            assertThat(broker.endsOnlyByClose()).isTrue();
        }
    }
}
