package cz.statex.aiworkers.text.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.text.analysis.AbstractiveSummarizer.Written;
import cz.statex.aiworkers.text.analysis.SummaryLength.Unit;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import cz.statex.aiworkers.text.testing.TinyWriters;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On models whose weights are random: how texts are read and lengths kept, not how well is written. */
@Timeout(120)
class AbstractiveSummarizerTest {

    private static final String LONG = "the bridge was closed. a flood had damaged it. it will be built anew. "
            .repeat(6)
            .strip();

    @TempDir
    private static Path folder;

    private static TinyWriters writers;
    private static AbstractiveSummarizer summarizer;

    @BeforeAll
    static void load() throws Exception {
        writers = new TinyWriters(folder);
        summarizer = new AbstractiveSummarizer(writers.summaryModels("tiny-bart"));
    }

    @AfterAll
    static void close() {
        writers.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bart", "tiny-t5"})
    void aShortTextIsReadAtOnce(String model) throws Exception {
        Written written = summarize("the bridge was closed.", new SummaryLength(10, Unit.TOKENS), model);

        assertThat(written.parts()).isEqualTo(1);
        assertThat(written.levels()).isEqualTo(1);
        assertThat(written.model().name()).isEqualTo(model);
        assertThat(written).isEqualTo(summarize("the bridge was closed.", new SummaryLength(10, Unit.TOKENS), model));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bart", "tiny-t5"})
    void aLongTextIsReadInPartsWhoseSummariesAreSummarized(String model) throws Exception {
        FakeTaskContext context = new FakeTaskContext();
        Written written = summarizer.summarize(LONG, new SummaryLength(20, Unit.TOKENS), model, context);

        assertThat(written.parts()).isBetween(5, 18);
        assertThat(written.levels()).isBetween(2, AbstractiveSummarizer.MAX_LEVELS);
        assertThat(context.percents()).isSorted().hasSizeGreaterThanOrEqualTo(written.parts());
        assertThat(context.percents().get(0)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Unit.class)
    void theLongestLengthHoldsInEveryUnit(Unit unit) throws Exception {
        for (int max : new int[] {1, 3, 12, 100_000}) {
            SummaryLength length = new SummaryLength(max, unit);
            String summary = summarize(LONG, length, null).text();
            if (unit != Unit.TOKENS) {
                assertThat(length.of(summary)).isLessThanOrEqualTo(max);
            }
            assertThat(summary.length()).isLessThanOrEqualTo(max == 100_000 ? Integer.MAX_VALUE : 20 * max);
        }
    }

    @Test
    void theShortestLengthKeepsTheModelWriting() throws Exception {
        int most = summarize(LONG, new SummaryLength(30, 29, Unit.TOKENS), null)
                .text()
                .length();
        assertThat(most).isGreaterThanOrEqualTo(15);
    }

    @Test
    void aWordThatTheModelCannotReadAtOnceIsCut() throws Exception {
        Written written = summarize("w".repeat(2_000), new SummaryLength(5, Unit.WORDS), null);

        assertThat(written.parts()).isEqualTo((2_000 + TinyWriters.BART_TOKENS - 3) / (TinyWriters.BART_TOKENS - 2));
    }

    @Test
    void oddTextsAreRead() throws Exception {
        for (String text : new String[] {"\uD83D\uDE00".repeat(50), "\u4eca\u65e5\u306f", "a\u0001b"}) {
            assertThat(summarize(text, new SummaryLength(5, Unit.WORDS), null)
                            .model()
                            .name())
                    .isEqualTo("tiny-bart");
        }
    }

    @Test
    void stopsWhenItIsToldTo() {
        assertThatThrownBy(() ->
                        summarizer.summarize(LONG, new SummaryLength(20, Unit.WORDS), null, new FakeTaskContext(30)))
                .isInstanceOf(TaskStoppedException.class);
    }

    @Test
    void onlyModelsThatWriteCanBeNamed() {
        SummaryLength length = new SummaryLength(5, Unit.WORDS);
        assertMissing(() -> summarize("text", length, "gone"), "model is none of the catalog");
        assertMissing(
                () -> summarize("text", length, "distilbart-cnn"),
                "model is none of the catalog; 'aiw models pull distilbart-cnn' fetches it");
        assertThatThrownBy(() -> summarize("text", length, "gone"))
                .isInstanceOfSatisfying(TaskFailure.Permanent.class, failure -> assertThat(
                                failure.error().detail())
                        .containsEntry("field", "model")
                        .containsEntry("value", "gone"));
        assertMissing(() -> summarize("text", length, "all-minilm-l6-v2"), "model all-minilm-l6-v2@");
        AbstractiveSummarizer none = new AbstractiveSummarizer(writers.summaryModels(" "));
        assertThat(none.models().isConfigured()).isFalse();
        assertMissing(
                () -> none.summarize("text", length, null, new FakeTaskContext()),
                "no model writes summaries here: name one in model, or set ai-workers.text.summarization-model");
        assertThatThrownBy(() -> writers.summaryModels("silero-vad")).hasMessageContaining("bart or t5");
        assertThatThrownBy(() -> writers.summaryModels("gone")).hasMessageContaining("the model catalog has no 'gone'");
    }

    private static void assertMissing(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TaskFailure.Permanent.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND))
                .hasMessageStartingWith(message);
    }

    private static Written summarize(String text, SummaryLength length, @Nullable String model) throws Exception {
        return summarizer.summarize(text, length, model, new FakeTaskContext());
    }
}
