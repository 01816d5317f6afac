package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.client.link.BrokerUrl;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.time.Duration;

/**
 * How a client connects and how long it waits.
 *
 * @param brokerUrl {@code amqp://user:password@host:5672/vhost}, or {@code amqps:} for TLS with the JVM's trust store
 * @param name what the broker's operators see; also recorded with every order to the fleet
 * @param topology names of exchanges and queues
 * @param connectTimeout for the first connection; later ones are retried for as long as the client is open
 * @param publishTimeout until a submission must be confirmed, lost connections and retries included
 * @param queryTimeout until a query must be answered
 * @param pollInterval after which a task that was not answered is asked for; the wait grows while it stays unanswered
 * @param clock tells when to ask
 * @param openTelemetry makes the producer spans
 */
public record ClientOptions(
        String brokerUrl,
        String name,
        Topology topology,
        Duration connectTimeout,
        Duration publishTimeout,
        Duration queryTimeout,
        Duration pollInterval,
        Clock clock,
        OpenTelemetry openTelemetry) {

    /** The defaults: 10 s to connect, 30 s to publish, 10 s per query, a first poll after 5 s. */
    public static ClientOptions of(String brokerUrl) {
        return new ClientOptions(
                brokerUrl,
                "ai-workers-client",
                Topology.DEFAULT,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Clock.systemUTC(),
                GlobalOpenTelemetry.get());
    }

    /** The same with another name. */
    public ClientOptions withName(String value) {
        return new ClientOptions(
                brokerUrl,
                value,
                topology,
                connectTimeout,
                publishTimeout,
                queryTimeout,
                pollInterval,
                clock,
                openTelemetry);
    }

    /** The same with other names of exchanges and queues. */
    public ClientOptions withTopology(Topology value) {
        return new ClientOptions(
                brokerUrl,
                name,
                value,
                connectTimeout,
                publishTimeout,
                queryTimeout,
                pollInterval,
                clock,
                openTelemetry);
    }

    /** The same with other limits of time. */
    public ClientOptions withTimeouts(Duration connect, Duration publish, Duration query) {
        return new ClientOptions(
                brokerUrl, name, topology, connect, publish, query, pollInterval, clock, openTelemetry);
    }

    /** The same with another wait before an unanswered task is asked for. */
    public ClientOptions withPollInterval(Duration value) {
        return new ClientOptions(
                brokerUrl, name, topology, connectTimeout, publishTimeout, queryTimeout, value, clock, openTelemetry);
    }

    /** The same with another clock. */
    public ClientOptions withClock(Clock value) {
        return new ClientOptions(
                brokerUrl,
                name,
                topology,
                connectTimeout,
                publishTimeout,
                queryTimeout,
                pollInterval,
                value,
                openTelemetry);
    }

    /** The same with spans made elsewhere. */
    public ClientOptions withOpenTelemetry(OpenTelemetry value) {
        return new ClientOptions(
                brokerUrl, name, topology, connectTimeout, publishTimeout, queryTimeout, pollInterval, clock, value);
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return name + " at " + BrokerUrl.redacted(brokerUrl);
    }
}
