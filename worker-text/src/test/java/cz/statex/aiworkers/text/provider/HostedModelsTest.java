package cz.statex.aiworkers.text.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import cz.statex.aiworkers.core.config.properties.HostedModelProperties;
import cz.statex.aiworkers.core.config.properties.ProviderProperties;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.text.provider.question.SentimentAnswer;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

@Timeout(60)
class HostedModelsTest extends HostedFixture {

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC", "OPENAI_COMPATIBLE"})
    void answersAreReadAndCounted(Provider provider) throws Exception {
        server.answers("Here you are:\n```json\n" + GOOD + "\n```");

        HostedAnswer<SentimentAnswer> answer = ask(provider);

        assertThat(answer.value().sentiment()).isEqualTo(SentimentAnswer.Sentiment.POSITIVE);
        assertThat(answer.value().scores()).isEqualTo(new SentimentAnswer.Scores(0.9, 0.02, 0.08));
        assertThat(answer.usage())
                .isEqualTo(
                        new HostedUsage(provider, "small", 1, FakeProvider.INPUT_TOKENS, FakeProvider.OUTPUT_TOKENS));
        assertThat(observed)
                .containsExactly(provider.wireName() + " small used 11 7", provider.wireName() + " small answered");
        assertThat(server.requests()).singleElement().satisfies(request -> assertThat(request)
                .contains(TEXT)
                .contains("small")
                .contains("JSON Schema")
                .contains("100")
                .doesNotContain("temperature"));
        assertThat(server.keys()).singleElement().satisfies(key -> assertThat(key)
                .endsWith(FakeProvider.KEY));
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC"})
    void aMalformedAnswerIsAskedForOnceMore(Provider provider) throws Exception {
        server.answers("I would say it is positive.").answers(GOOD);

        HostedAnswer<SentimentAnswer> answer = ask(provider);

        assertThat(answer.value().confidence()).isEqualTo(0.9);
        assertThat(answer.usage().requests()).isEqualTo(2);
        assertThat(answer.usage().inputTokens()).isEqualTo(2 * FakeProvider.INPUT_TOKENS);
        assertThat(server.requests().get(1)).contains("no use: it holds no JSON object");
        assertThat(observed).contains(provider.wireName() + " small malformed");
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC"})
    void twoMalformedAnswersAreARetryableFailure(Provider provider) {
        server.answers("{\"sentiment\":").answers("{\"sentiment\": \"positive\", }");

        TaskFailure.Retryable failure = retryable(provider);

        assertThat(failure.error().code()).isEqualTo(ErrorCode.PROCESSING_FAILED);
        assertThat(failure)
                .hasMessage("provider " + provider.wireName()
                        + " gave 2 answers that are of no use; of the last, it is no valid JSON");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void anAnswerOfAnotherSchemaIsMalformed() {
        String wrong = GOOD.replace("0.9,\"scores\"", "7,\"scores\"");
        server.answers(wrong).answers(wrong);

        assertThat(retryable(Provider.OPENAI)).hasMessageEndingWith("confidence breaks its schema");
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC"})
    void aPageInThePlaceOfAnAnswerIsMalformed(Provider provider) {
        server.sends(200, Map.of(), "<html>").sends(200, Map.of(), "<html>");

        assertThat(retryable(provider).error().code()).isEqualTo(ErrorCode.PROCESSING_FAILED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC"})
    void tooManyRequestsAreTriedAgainWhenTheProviderSays(Provider provider) {
        server.sends(429, Map.of("Retry-After", "7"), "{\"error\":{\"message\":\"" + TEXT + "\"}}");

        TaskFailure.Retryable failure = retryable(provider);

        assertThat(failure.error().code()).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(server.requests()).hasSize(1);
        assertThat(observed).containsExactly(provider.wireName() + " small limited");
    }

    @Test
    void theTimeToTryAgainMayBeADate() {
        server.sends(429, Map.of("Retry-After", "Thu, 1 Jan 2026 00:01:30 GMT"), "{}")
                .sends(429, Map.of("Retry-After", "soon"), "{}");

        assertThat(retryable(Provider.OPENAI).retryAfter()).contains(Duration.ofSeconds(90));
        assertThat(retryable(Provider.OPENAI).retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC"})
    void aProviderInTroubleIsTriedAgain(Provider provider) {
        server.sends(500, Map.of(), "{}").sends(503, Map.of(), "");

        assertThat(retryable(provider)).hasMessage("provider " + provider.wireName() + " is in trouble (status 500)");
        assertThat(retryable(provider).error().code()).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
        assertThat(server.requests()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC"})
    void aProviderThatHangsIsTriedAgain(Provider provider) {
        CountDownLatch never = new CountDownLatch(1);
        server.answersAfter(new CountDownLatch(1), never, GOOD);

        TaskFailure.Retryable failure = catchThrowableOfType(
                TaskFailure.Retryable.class, () -> ask(models(Duration.ofMillis(500), 4), provider));

        assertThat(failure).hasMessage("provider " + provider.wireName() + " did not answer within 500 ms");
        never.countDown();
    }

    @Test
    void aProviderThatIsNotThereIsTriedAgain() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        HostedModelProperties properties = server.properties(Duration.ofSeconds(5), 1);
        HostedSettings settings = HostedSettings.of(
                new HostedModelProperties(
                        new HostedModelProperties.OpenAi(
                                URI.create("http://localhost:" + free + "/v1"), "small", List.of()),
                        properties.anthropic(),
                        properties.compatible(),
                        1,
                        properties.timeout(),
                        10),
                new ProviderProperties("key", "", ""));

        assertThatThrownBy(() -> ask(models(settings), Provider.OPENAI))
                .isInstanceOf(TaskFailure.Retryable.class)
                .hasMessage("provider openai cannot be reached");
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC"})
    void aRefusedKeyIsForGood(Provider provider) {
        server.sends(401, Map.of(), "{\"error\":{\"message\":\"bad key " + FakeProvider.KEY + "\"}}");

        assertThatThrownBy(() -> ask(provider))
                .isInstanceOfSatisfying(
                        TaskFailure.Permanent.class,
                        failure -> assertThat(failure.error().detail()).containsEntry("status", 401))
                .hasMessageContaining(provider.name() + "_API_KEY")
                .hasMessageNotContaining(FakeProvider.KEY);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aProviderThatWantsToBePaidIsNotTheFaultOfTheInput() {
        server.sends(402, Map.of(), "{}");

        assertThatThrownBy(() -> ask(Provider.OPENAI))
                .isInstanceOfSatisfying(
                        TaskFailure.Permanent.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE))
                .hasMessage("provider openai wants to be paid first (status 402)");
    }

    @Test
    void aConflictThatPassesIsTriedAgain() {
        server.sends(409, Map.of(), "{}").sends(425, Map.of("Retry-After", "3"), "{}");

        assertThat(retryable(Provider.ANTHROPIC).error().code()).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
        assertThat(retryable(Provider.ANTHROPIC).retryAfter()).contains(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC"})
    void aConnectionThatBreaksOffIsNoAnswer(Provider provider) {
        server.breaksOff("{\"id\": \"c-1\", ");

        TaskFailure.Retryable failure = retryable(provider);

        assertThat(failure).hasMessage("provider " + provider.wireName() + " cannot be reached");
        assertThat(observed).containsExactly(provider.wireName() + " small unavailable");
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC"})
    void redirectionsAreNotFollowed(Provider provider) throws Exception {
        try (FakeProvider other = new FakeProvider()) {
            String path = provider == Provider.OPENAI ? "/chat/completions" : "/messages";
            for (int status : List.of(301, 302, 303, 307, 308)) {
                server.sends(status, Map.of("Location", other.openaiUrl() + path), "");
                other.answers(GOOD);

                assertThatThrownBy(() -> ask(provider))
                        .isInstanceOfSatisfying(TaskFailure.Permanent.class, failure -> assertThat(
                                        failure.error().code())
                                .isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE))
                        .hasMessageContaining("sends requests elsewhere")
                        .hasMessageEndingWith("(status " + status + ")");
            }
            assertThat(other.requests()).isEmpty();
            assertThat(other.keys()).isEmpty();
        }
        assertThat(observed).hasSize(5).containsOnly(provider.wireName() + " small refused");
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC", "OPENAI_COMPATIBLE"})
    void anAnswerThatWasCutIsPaidForOnce(Provider provider) {
        server.cuts(GOOD.substring(0, 40));

        assertThatThrownBy(() -> ask(provider))
                .isInstanceOfSatisfying(TaskFailure.Permanent.class, failure -> assertThat(failure.error())
                        .returns(ErrorCode.INPUT_TOO_LARGE, TaskError::code)
                        .extracting(TaskError::detail)
                        .isEqualTo(Map.of(
                                "provider",
                                provider.wireName(),
                                "property",
                                "ai-workers.hosted.max-tokens",
                                "limit",
                                100)))
                .hasMessageContaining("cut its answer at 100 tokens, which is ai-workers.hosted.max-tokens");
        assertThat(server.requests()).hasSize(1);
        assertThat(observed)
                .containsExactly(provider.wireName() + " small used 11 7", provider.wireName() + " small cut");
    }

    @Test
    void scoresThatContradictTheSentimentAreMalformed() {
        String sad = GOOD.replace("\"sentiment\":\"positive\"", "\"sentiment\":\"negative\"");
        String doubled = GOOD.replace("0.08", "0.8");
        server.answers(sad).answers(sad).answers(doubled).answers(doubled);

        assertThat(retryable(Provider.OPENAI))
                .hasMessageEndingWith("sentiment is not the one with the largest of scores");
        assertThat(retryable(Provider.OPENAI)).hasMessageEndingWith("scores do not sum to 1");
    }

    @Test
    void otherRefusalsAreForGoodToo() {
        server.sends(404, Map.of(), "{}").sends(413, Map.of(), "{}").sends(400, Map.of(), "{}");

        for (ErrorCode code : List.of(ErrorCode.MODEL_NOT_FOUND, ErrorCode.INPUT_TOO_LARGE, ErrorCode.INVALID_INPUT)) {
            assertThatThrownBy(() -> ask(Provider.OPENAI))
                    .isInstanceOfSatisfying(
                            TaskFailure.Permanent.class,
                            failure -> assertThat(failure.error().code()).isEqualTo(code));
        }
    }

    @Test
    void neitherKeyNorTextGetIntoLogsOrErrors() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        try {
            for (Provider provider : List.of(Provider.OPENAI, Provider.ANTHROPIC)) {
                server.answers(GOOD)
                        .answers(TEXT)
                        .answers("{\"sentiment\":\"" + TEXT + "\"}")
                        .sends(400, Map.of(), "{\"error\":{\"message\":\"" + TEXT + FakeProvider.KEY + "\"}}")
                        .sends(200, Map.of(), TEXT)
                        .sends(200, Map.of(), TEXT);
                ask(provider);
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> ask(provider)).satisfies(thrown -> {
                        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                            assertClean(String.valueOf(cause.getMessage()));
                        }
                    });
                }
            }
            for (ILoggingEvent event : List.copyOf(log.list)) {
                assertClean(event.getFormattedMessage());
                if (event.getThrowableProxy() != null) {
                    assertClean(ThrowableProxyUtil.asString(event.getThrowableProxy()));
                }
            }
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
        }
        assertClean(server.settings(Duration.ofSeconds(1), 1).toString());
        assertClean(server.properties(Duration.ofSeconds(1), 1).toString());
        assertClean(SentimentAnswer.question(TEXT).toString());
    }

    private static void assertClean(String line) {
        assertThat(line).doesNotContain(TEXT).doesNotContain(FakeProvider.KEY);
    }

    private TaskFailure.Retryable retryable(Provider provider) {
        return catchThrowableOfType(TaskFailure.Retryable.class, () -> ask(provider));
    }

    private HostedAnswer<SentimentAnswer> ask(Provider provider) throws Exception {
        return ask(models(Duration.ofSeconds(30), 4), provider);
    }

    private static HostedAnswer<SentimentAnswer> ask(HostedModels models, Provider provider) throws Exception {
        return models.model(provider, null).ask(SentimentAnswer.question(TEXT), new FakeTaskContext());
    }
}
