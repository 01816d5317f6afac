package cz.statex.aiworkers.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.ConnectionFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestServersIT {

    @Test
    void givesEveryTestClassItsOwnDatabaseAndBroker() throws Exception {
        Map<String, String> environment = TestServers.environment(TestServersIT.class);
        assertThat(environment).containsOnlyKeys("BROKER_URL", "DATABASE_URL", "REDIS_URL");
        assertThat(TestServers.environment(TestServersIT.class)).isEqualTo(environment);
        assertThat(TestServers.database(Docker.class).url()).isNotEqualTo(environment.get("DATABASE_URL"));
        try (Connection connection = TestServers.database(TestServersIT.class).connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select current_database()")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).startsWith("testserversit");
        }
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(environment.get("BROKER_URL"));
        try (var connection = factory.newConnection()) {
            String product = String.valueOf(connection.getServerProperties().get("product"));
            assertThat(product.contains("RabbitMQ")).isEqualTo(TestServers.brokerIsRabbit());
        }
    }
}
