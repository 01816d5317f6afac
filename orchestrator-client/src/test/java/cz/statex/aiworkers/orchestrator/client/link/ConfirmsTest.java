package cz.statex.aiworkers.orchestrator.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfirmsTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("confirms-test"));
    private final Confirms confirms = new Confirms(timer);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void anAckConfirms() {
        CompletableFuture<Void> first = confirms.expect(1, "a");
        CompletableFuture<Void> second = confirms.expect(2, "b");

        confirms.acked(2, false);

        assertThat(second).isCompleted();
        assertThat(first).isNotDone();
    }

    @Test
    void anAckOfSeveralConfirmsAllBeforeIt() {
        CompletableFuture<Void> first = confirms.expect(1, "a");
        CompletableFuture<Void> second = confirms.expect(2, "b");
        CompletableFuture<Void> third = confirms.expect(3, "c");

        confirms.acked(2, true);

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(third).isNotDone();
    }

    @Test
    void aReturnThenAnAckIsUnroutable() {
        CompletableFuture<Void> sent = confirms.expect(1, "a");

        confirms.returned("a");
        confirms.acked(1, false);

        assertThat(sent).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(PublishException.Unroutable.class);
    }

    @Test
    void aNackThenAReturnIsUnroutableToo() {
        CompletableFuture<Void> sent = confirms.expect(1, "a");

        confirms.nacked(1, false);
        confirms.returned("a");

        assertThat(sent).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(PublishException.Unroutable.class);
    }

    @Test
    void aNackAloneIsToBeRepeated() {
        CompletableFuture<Void> sent = confirms.expect(1, "a");

        confirms.nacked(1, true);

        assertThat(sent).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(PublishException.Lost.class);
    }

    @Test
    void aLostChannelLosesEverything() {
        CompletableFuture<Void> first = confirms.expect(1, "a");
        CompletableFuture<Void> second = confirms.expect(7, "b");

        confirms.lost("the connection is lost");

        assertThat(first).failsWithin(SOON).withThrowableThat().withMessageContaining("the connection is lost");
        assertThat(second).isCompletedExceptionally();
    }

    @Test
    void aReturnMeansTheOldestMessageOfItsId() {
        CompletableFuture<Void> first = confirms.expect(1, "a");
        CompletableFuture<Void> again = confirms.expect(2, "a");

        confirms.returned("a");
        confirms.acked(2, true);

        assertThat(first).isCompletedExceptionally();
        assertThat(again).isCompleted();
    }

    @Test
    void passwordsAreNeverShown() {
        assertThat(BrokerUrl.redacted("amqp://me:p@ss:w/rd@host:5672/v")).isEqualTo("amqp://me:***@host:5672/v");
        assertThat(BrokerUrl.redacted("amqp://host:5672")).isEqualTo("amqp://host:5672");
        assertThat(new LinkSettings("amqp://me:secret@host", "n", "t", SOON)).hasToString("n at amqp://me:***@host");
    }
}
