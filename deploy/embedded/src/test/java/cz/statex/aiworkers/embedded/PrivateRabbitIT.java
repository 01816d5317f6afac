package cz.statex.aiworkers.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrivateRabbitIT {

    @BeforeEach
    void requireTheServerPackage() {
        assumeTrue(PrivateRabbit.isInstalled(), "the package rabbitmq-server is not installed: nothing to test");
    }

    @Test
    void keepsMessagesOverAnOrderlyRestartAndACrash() throws Exception {
        try (PrivateRabbit rabbit = PrivateRabbit.startTemporary()) {
            Messages.publish(rabbit.createVirtualHost("other"), Map.of(), 2);
            Messages.publish(rabbit.url(), Map.of(), 50);
            assertThatThrownBy(rabbit::restart).isInstanceOf(IllegalStateException.class);
            rabbit.stop();
            assertThatThrownBy(() -> Messages.connect(rabbit.url())).isInstanceOf(java.net.ConnectException.class);
            rabbit.restart();
            Messages.expect(rabbit.url(), 50);
            Messages.publish(rabbit.url(), Map.of(), 20);
            rabbit.kill();
            rabbit.restart();
            Messages.expect(rabbit.url(), 20);
            Messages.expect(rabbit.createVirtualHost("other"), 2);
        }
    }
}
