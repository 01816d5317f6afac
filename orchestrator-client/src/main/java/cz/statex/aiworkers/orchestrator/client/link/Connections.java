package cz.statex.aiworkers.orchestrator.client.link;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Opens recovering connections and says why one cannot be opened. */
final class Connections {

    private static final int HEARTBEAT_SECONDS = 20;
    private static final int RECOVERY_INTERVAL_MS = 1_000;

    private Connections() {}

    static Connection connect(LinkSettings settings) throws IOException, TimeoutException {
        ConnectionFactory factory = factory(settings.brokerUrl());
        int timeout = Math.toIntExact(settings.timeout().toMillis());
        factory.setConnectionTimeout(timeout);
        factory.setHandshakeTimeout(timeout);
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setNetworkRecoveryInterval(RECOVERY_INTERVAL_MS);
        factory.setAutomaticRecoveryEnabled(true);
        // What is to be declared anew is known here better: one queue, whose name may have to change.
        factory.setTopologyRecoveryEnabled(false);
        factory.setThreadFactory(new DaemonThreads("aiw-client-amqp"));
        return factory.newConnection(settings.name());
    }

    static IOException unreachable(LinkSettings settings, Exception cause) {
        return new IOException(
                "cannot connect to " + BrokerUrl.redacted(settings.brokerUrl()) + ": " + reason(cause), cause);
    }

    private static ConnectionFactory factory(String brokerUrl) throws IOException {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(brokerUrl);
            if (factory.isSSL()) {
                // The factory's own default trusts everyone.
                factory.useSslProtocol(SSLContext.getDefault());
                factory.enableHostnameVerification();
            }
            return factory;
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
            // The cause would quote the address, password included.
            throw new IOException("'" + BrokerUrl.redacted(brokerUrl)
                    + "' is no broker address; expected amqp://user:password@host:5672/vhost");
        }
    }

    private static String reason(Throwable cause) {
        if (cause instanceof AuthenticationFailureException) {
            return "user name or password is wrong";
        }
        if (cause instanceof UnknownHostException) {
            return "unknown host";
        }
        if (cause instanceof ConnectException) {
            return "nothing listens there";
        }
        if (cause instanceof TimeoutException) {
            return "no answer in time";
        }
        String message = firstMessage(cause);
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static @Nullable String firstMessage(@Nullable Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each.getMessage() != null) {
                return each.getMessage();
            }
        }
        return null;
    }
}
