package cz.statex.aiworkers.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Sends confirmed persistent messages to a broker and reads them back. */
final class Messages {

    private static final String QUEUE = "kept";

    private Messages() {}

    static void publish(String url, Map<String, Object> queueArguments, int count) throws Exception {
        try (Connection connection = connect(url);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(QUEUE, true, false, false, queueArguments);
            channel.confirmSelect();
            for (int i = 0; i < count; i++) {
                byte[] body = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
                channel.basicPublish("", QUEUE, MessageProperties.PERSISTENT_BASIC, body);
            }
            channel.waitForConfirmsOrDie(30_000);
        }
    }

    static void expect(String url, int count) throws Exception {
        try (Connection connection = connect(url);
                Channel channel = connection.createChannel()) {
            for (int i = 0; i < count; i++) {
                GetResponse response = channel.basicGet(QUEUE, true);
                assertThat(response).as("message " + i).isNotNull();
                assertThat(new String(response.getBody(), StandardCharsets.UTF_8))
                        .isEqualTo(Integer.toString(i));
            }
            assertThat(channel.basicGet(QUEUE, true)).isNull();
        }
    }

    static Connection connect(String url) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url);
        return factory.newConnection("embedded-servers-test");
    }
}
