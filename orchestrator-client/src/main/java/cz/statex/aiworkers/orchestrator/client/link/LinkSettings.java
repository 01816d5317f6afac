package cz.statex.aiworkers.orchestrator.client.link;

import java.time.Duration;

/**
 * Where to connect to.
 *
 * @param brokerUrl address with credentials
 * @param name of the connection, for the broker's operators
 * @param taskExchange that tasks are published to; declared if it is missing
 * @param timeout of the first connection
 */
public record LinkSettings(String brokerUrl, String name, String taskExchange, Duration timeout) {

    /** Never shows the password. */
    @Override
    public String toString() {
        return name + " at " + BrokerUrl.redacted(brokerUrl);
    }
}
