package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Which broker a command talks to.
 *
 * @param url with credentials
 * @param origin where the address came from, for people
 */
record BrokerAddress(String url, String origin) {

    static final String VARIABLE = "BROKER_URL";
    private static final String DEFAULT = "amqp://guest:guest@localhost:5672";

    /**
     * The first of: the option, the environment, the local fleet of this directory or one above it, the default of
     * RabbitMQ.
     */
    static BrokerAddress find(@Nullable String option, Map<String, String> environment, Path directory) {
        if (option != null) {
            return new BrokerAddress(option, "from --broker");
        }
        String variable = environment.get(VARIABLE);
        if (variable != null && !variable.isBlank()) {
            return new BrokerAddress(variable, "from " + VARIABLE);
        }
        for (Path each = directory.toAbsolutePath(); each != null; each = each.getParent()) {
            Path file = each.resolve(".aiw").resolve("fleet.json");
            String url = Files.isReadable(file) ? brokerOf(file) : null;
            if (url != null) {
                return new BrokerAddress(url, "from " + file);
            }
        }
        return new BrokerAddress(DEFAULT, "the default");
    }

    private static @Nullable String brokerOf(Path file) {
        try {
            String url = Wire.mapper()
                    .readTree(Files.readAllBytes(file))
                    .path("broker_url")
                    .asString("");
            return url.isEmpty() ? null : url;
        } catch (IOException | JacksonException e) {
            // A fleet that is just starting or stopping; the next place is as good.
            return null;
        }
    }

    /** There is no broker where one was looked for; says how to name another. */
    static final class NotThereException extends RuntimeException {

        NotThereException(BrokerAddress address, Throwable cause) {
            super(
                    cause.getMessage() + " (" + address.origin()
                            + "); start a fleet with './aiw up', or name a broker with --broker or BROKER_URL",
                    cause);
        }
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return origin;
    }
}
