package cz.statex.aiworkers.text.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.execution.attempt.AttemptContext;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.text.analysis.sentiment.Polarity;
import cz.statex.aiworkers.text.analysis.sentiment.Sentiment;
import cz.statex.aiworkers.text.provider.FakeProvider;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.provider.HostedObserver;
import cz.statex.aiworkers.text.provider.Provider;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How several texts of a task are asked for, and how they end together. */
@Timeout(60)
class HostedWorkTest {

    private static final String GLAD =
            "{\"sentiment\":\"positive\",\"confidence\":0.9,\"scores\":{\"positive\":0.9,\"negative\":0.02,\"neutral\":0.08}}";
    private static final String SAD =
            "{\"sentiment\":\"negative\",\"confidence\":0.7,\"scores\":{\"positive\":0.1,\"negative\":0.7,\"neutral\":0.2}}";
    private static final List<String> TEXTS = List.of("Lovely.", "Awful.");

    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch bothStopped = new CountDownLatch(2);
    private final CountDownLatch oneStopped = new CountDownLatch(1);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @TempDir
    private Path scratch;

    private FakeProvider provider;

    @BeforeEach
    void start() throws IOException {
        provider = new FakeProvider();
    }

    @AfterEach
    void stop() {
        gate.countDown();
        thread.shutdownNow();
        provider.close();
    }

    @Test
    void textsAreAskedForAtOnceAndAnsweredInOrder() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        provider.answersToAfter("Lovely.", both, gate, GLAD).answersToAfter("Awful.", both, gate, SAD);
        FakeTaskContext context = new FakeTaskContext();
        Future<HostedWork.Done<Sentiment>> done = thread.submit(() -> ask(TEXTS, context));

        assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
        gate.countDown();

        assertThat(done.get(30, TimeUnit.SECONDS).values())
                .extracting(Sentiment::sentiment)
                .containsExactly(Polarity.POSITIVE, Polarity.NEGATIVE);
        assertThat(done.get().usage().requests()).isEqualTo(2);
        assertThat(context.percents()).containsExactly(50, 100);
    }

    @Test
    void noMoreThanTheLimitAreOpen() throws Exception {
        List<String> texts = List.of("1", "2", "3", "4", "5", "6");
        texts.forEach(text -> provider.answers(GLAD));

        assertThat(ask(texts, new FakeTaskContext()).values()).hasSize(6);

        assertThat(provider.mostOpen()).isLessThanOrEqualTo(2);
    }

    @Test
    void oneThatFailsEndsTheOthers() throws Exception {
        CountDownLatch arrived = new CountDownLatch(2);
        CountDownLatch refuse = new CountDownLatch(1);
        provider.answersToAfter("Lovely.", arrived, gate, GLAD).sendsToAfter("Awful.", arrived, refuse, 400);
        Future<?> done = thread.submit(() -> ask(TEXTS, new FakeTaskContext()));
        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();

        refuse.countDown();

        assertThatThrownBy(() -> done.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        TaskFailure.Permanent.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.INVALID_INPUT));
        assertThat(oneStopped.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theEndOfTheTaskEndsAll() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        provider.answersAfter(both, gate, GLAD).answersAfter(both, gate, GLAD);
        try (AttemptContext context = context()) {
            Future<?> done = thread.submit(() -> ask(TEXTS, context));
            assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();

            context.stop(TaskStoppedException.Reason.TIMEOUT);

            assertThatThrownBy(() -> done.get(30, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(TaskStoppedException.class, stopped -> assertThat(stopped.reason())
                            .isEqualTo(TaskStoppedException.Reason.TIMEOUT));
        }
        assertThat(bothStopped.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anInterruptEndsAll() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        provider.answersAfter(both, gate, GLAD).answersAfter(both, gate, GLAD);
        Future<?> done = thread.submit(() -> ask(TEXTS, new FakeTaskContext()));
        assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();

        done.cancel(true);

        assertThat(bothStopped.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aShortWaitIsWaitedForWithoutAskingAgainForTheOthers() throws Exception {
        provider.answersTo("Lovely.", GLAD)
                .sendsTo("Awful.", 429, Map.of("Retry-After", "1"), "{}")
                .sendsTo("Awful.", 429, Map.of("Retry-After", "0"), "{}")
                .answersTo("Awful.", SAD);

        assertThat(ask(TEXTS, new FakeTaskContext()).values()).hasSize(2);

        assertThat(provider.requests()).hasSize(4);
    }

    @Test
    void aLongWaitIsLeftToTheRetryAndAWaitEndsWithTheTask() throws Exception {
        provider.answersTo("Lovely.", GLAD).sendsTo("Awful.", 429, Map.of("Retry-After", "21"), "{}");
        assertThatThrownBy(() -> ask(TEXTS, new FakeTaskContext()))
                .isInstanceOfSatisfying(TaskFailure.Retryable.class, failure -> assertThat(failure.retryAfter())
                        .contains(Duration.ofSeconds(21)));

        provider.sendsTo("Bad.", 429, Map.of("Retry-After", "20"), "{}")
                .sendsTo("Worse.", 429, Map.of("Retry-After", "20"), "{}");
        try (AttemptContext context = context()) {
            Future<?> done = thread.submit(() -> ask(List.of("Bad.", "Worse."), context));
            context.stop(TaskStoppedException.Reason.CANCELLED);
            assertThatThrownBy(() -> done.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskStoppedException.class);
        }
    }

    private HostedWork.Done<Sentiment> ask(List<String> texts, TaskContext context) throws Exception {
        HostedObserver observer = HostedObserver.of(
                (asked, model, outcome) -> {
                    if (outcome.equals("stopped")) {
                        oneStopped.countDown();
                        bothStopped.countDown();
                    }
                },
                (asked, model, input, output) -> {});
        HostedModels models =
                new HostedModels(provider.settings(Duration.ofMinutes(1), 2), Clock.systemUTC(), observer);
        return new HostedWork(models).sentiments(texts, new ProviderChoice(Provider.OPENAI, null), context);
    }

    private AttemptContext context() {
        return new AttemptContext(
                new UUID(0, 1), 1, Priority.NORMAL, Duration.ofMinutes(5), scratch, Clock.systemUTC());
    }
}
