package cz.statex.aiworkers.orchestrator.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import cz.statex.aiworkers.embedded.EmbeddedBroker;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerLinkIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final EmbeddedBroker broker = EmbeddedBroker.startInMemory();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        timer.shutdownNow();
        broker.close();
    }

    @Test
    void publishesWithinTheTraceOfTheMessage() throws Exception {
        LinkSettings settings = new LinkSettings(broker.url(), "test", "ai-tasks", Duration.ofSeconds(10));
        Span span = Span.wrap(
                SpanContext.create(TRACE, "b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault()));
        try (BrokerLink link = BrokerLink.open(settings, timer, new Recorder())) {
            String queue = link.replyQueue();
            link.publish(new Outgoing(
                            "", queue, "1", null, false, Context.root().with(span), new Encoded()))
                    .get(10, TimeUnit.SECONDS);
            // The confirm says that the broker has the message; the delivery back may still be under way.
            assertThat(received.poll(10, TimeUnit.SECONDS)).contains(TRACE);
        }
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    /** Says which trace it was encoded in, on the thread that publishes it. */
    private static final class Encoded {
        @JsonProperty("trace")
        String trace() {
            return Span.current().getSpanContext().getTraceId();
        }
    }

    private final class Recorder implements BrokerLink.Listener {
        @Override
        public void received(String routingKey, @Nullable String correlationId, byte[] body) {
            received.add(new String(body, StandardCharsets.UTF_8));
        }

        @Override
        public void reconnected() {}
    }
}
