package cz.statex.aiworkers.text.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.config.properties.HostedModelProperties;
import cz.statex.aiworkers.core.config.properties.ProviderProperties;
import cz.statex.aiworkers.core.execution.attempt.AttemptContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.text.provider.question.SentimentAnswer;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which models there are, how many requests are open at once, and how they end with their task. */
@Timeout(60)
class HostedLimitsTest extends HostedFixture {

    @TempDir
    private Path scratch;

    @Test
    void aProviderWithoutAKeyIsOff() {
        HostedSettings settings = HostedSettings.of(
                new HostedModelProperties(
                        new HostedModelProperties.OpenAi(URI.create("http://localhost:1"), "small", List.of()),
                        new HostedModelProperties.Anthropic(URI.create("http://localhost:1"), "small", List.of()),
                        new HostedModelProperties.Compatible(null, "", "", List.of()),
                        1,
                        Duration.ofSeconds(1),
                        10),
                new ProviderProperties("", " ", ""));

        assertOff(settings, Provider.OPENAI, "OPENAI_API_KEY");
        assertOff(settings, Provider.ANTHROPIC, "ANTHROPIC_API_KEY");
        assertOff(settings, Provider.OPENAI_COMPATIBLE, "AI_WORKERS_HOSTED_COMPATIBLE_BASE_URL");
    }

    private void assertOff(HostedSettings settings, Provider provider, String variable) {
        assertThatThrownBy(() -> models(settings).model(provider, null))
                .isInstanceOfSatisfying(
                        TaskFailure.Permanent.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND))
                .hasMessage("provider " + provider.wireName() + " is off: set " + variable + " where the workers run");
    }

    @Test
    void tasksMayAskForConfiguredModelsOnly() throws Exception {
        server.answers(GOOD);
        HostedModels models = models(Duration.ofSeconds(30), 4);

        assertThat(models.model(Provider.OPENAI, "large")
                        .ask(SentimentAnswer.question(TEXT), new FakeTaskContext())
                        .usage()
                        .model())
                .isEqualTo("large");
        assertThat(server.requests().get(0)).contains("\"large\"");
        assertThatThrownBy(() -> models.model(Provider.OPENAI, "dear"))
                .hasMessageEndingWith("they may ask for small, large");
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC"})
    void cancellationEndsTheOpenRequest(Provider provider) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        server.answersAfter(arrived, never, GOOD);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (AttemptContext context = context()) {
            HostedModels models = models(Duration.ofMinutes(5), 1);
            Future<?> asked =
                    thread.submit(() -> models.model(provider, null).ask(SentimentAnswer.question(TEXT), context));
            assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();

            context.stop(TaskStoppedException.Reason.CANCELLED);

            assertThatThrownBy(() -> asked.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskStoppedException.class);
            assertThat(observed).containsExactly(provider.wireName() + " small stopped");
        } finally {
            never.countDown();
            thread.shutdownNow();
        }
    }

    @Test
    void requestsBeyondTheLimitWaitForTheirTurn() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        server.answersAfter(arrived, gate, GOOD).answers(GOOD).answers(GOOD);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (AttemptContext context = context();
                AttemptContext impatient = context()) {
            HostedModels models = models(Duration.ofMinutes(1), 1);
            HostedText model = models.model(Provider.OPENAI, null);
            Future<?> first = threads.submit(() -> model.ask(SentimentAnswer.question(TEXT), context));
            assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
            Future<?> second = threads.submit(() -> model.ask(SentimentAnswer.question(TEXT), context));
            Future<?> third = threads.submit(() -> model.ask(SentimentAnswer.question(TEXT), impatient));

            impatient.stop(TaskStoppedException.Reason.TIMEOUT);
            assertThatThrownBy(() -> third.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskStoppedException.class);
            assertThat(server.requests()).hasSize(1);
            gate.countDown();

            assertThat(first.get(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(second.get(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(server.mostOpen()).isEqualTo(1);
        } finally {
            gate.countDown();
            threads.shutdownNow();
        }
    }

    private AttemptContext context() {
        return new AttemptContext(
                new UUID(0, 1), 1, Priority.NORMAL, Duration.ofMinutes(5), scratch, Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
