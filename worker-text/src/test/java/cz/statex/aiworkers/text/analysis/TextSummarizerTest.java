package cz.statex.aiworkers.text.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.ModelLease;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.text.analysis.SummaryLength.Unit;
import cz.statex.aiworkers.text.model.TextEncoder;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import cz.statex.aiworkers.text.testing.RealModels;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TextSummarizerTest {

    private static final List<String> SENTENCES = List.of(
            "The city council voted on Monday to rebuild the old stone bridge over the river.",
            "The bridge was closed two years ago after a flood damaged its central pillars.",
            "Rebuilding the bridge will cost four million euros and take about eighteen months.",
            "Mrs. Novak, who sells flowers nearby, was wearing a green hat.",
            "Engineers said the new bridge will carry buses, bicycles and pedestrians.",
            "A dog barked.");

    private static RealModels models;
    private static TextSummarizer summarizer;

    @BeforeAll
    static void load() {
        models = new RealModels();
        summarizer = new TextSummarizer(models.embedder());
    }

    @AfterAll
    static void close() {
        models.close();
    }

    @Test
    void choosesWhatTheTextIsAboutInItsOrder() throws Exception {
        Summary summary = summarize(String.join(" ", SENTENCES), new SummaryLength(40, Unit.WORDS));
        assertThat(summary.text()).contains("bridge").doesNotContain("hat").doesNotContain("dog");
        List<Integer> places = SENTENCES.stream()
                .filter(summary.text()::contains)
                .map(summary.text()::indexOf)
                .toList();
        assertThat(places).hasSizeGreaterThan(1).isSorted();
        assertThat(summary.keyPoints()).hasSize(3).allMatch(SENTENCES::contains);
        assertThat(summarize(String.join(" ", SENTENCES), new SummaryLength(40, Unit.WORDS)))
                .isEqualTo(summary);
    }

    @Test
    void neverExceedsTheLimit() throws Exception {
        for (int max : new int[] {1, 2, 5, 13, 14, 30, 1000}) {
            for (Unit unit : Unit.values()) {
                SummaryLength length = new SummaryLength(max, unit);
                SummaryLength counted = length.counted(TextSummarizerTest::tokens);
                String summary = summarize(String.join("\n", SENTENCES), length).text();
                assertThat(counted.of(summary)).isLessThanOrEqualTo(max);
                assertThat(summary).isNotBlank();
            }
        }
    }

    @Test
    void aTextOfOneSentenceIsItsOwnSummary() throws Exception {
        Summary summary = summarize("Just this.", new SummaryLength(150, Unit.WORDS));
        assertThat(summary).isEqualTo(new Summary("Just this.", List.of("Just this.")));
    }

    @Test
    void repetitionsCountOnce() throws Exception {
        Summary summary = summarize("Again and again. ".repeat(500), new SummaryLength(150, Unit.WORDS));
        assertThat(summary.text()).isEqualTo("Again and again.");
    }

    @Test
    void stopsWhenItIsToldTo() {
        assertThatThrownBy(() -> summarizer.summarize(
                        String.join(" ", SENTENCES), new SummaryLength(150, Unit.WORDS), new FakeTaskContext(2)))
                .isInstanceOf(TaskStoppedException.class);
    }

    @Test
    void theShortestLengthIsMoreThanAFifthOfTheSentencesIfItHasToBe() throws Exception {
        String text = String.join(" ", SENTENCES);
        SummaryLength words = new SummaryLength(500, 60, Unit.WORDS);
        assertThat(words.of(summarize(text, words).text())).isGreaterThanOrEqualTo(60);
        assertThat(summarize(text, new SummaryLength(500, 500, Unit.WORDS)).text())
                .isEqualTo(text);
    }

    @Test
    void controlCharactersAreWhiteSpace() throws Exception {
        SummaryLength length = new SummaryLength(150, Unit.WORDS);
        assertThat(summarize("Just\u0001 \u0007this.\u001b", length).text()).isEqualTo("Just this.");
        assertThat(summarize("\u0001\u0002", length)).isEqualTo(new Summary("", List.of()));
    }

    @Test
    void aTextOfEmojiIsItsOwnSummary() throws Exception {
        String emoji = "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE80";
        assertThat(summarize(emoji, new SummaryLength(150, Unit.WORDS)).text()).isEqualTo(emoji);
        assertThat(summarize(emoji, new SummaryLength(2, Unit.CHARACTERS)).text())
                .isEqualTo("\uD83D\uDE00\u2026");
    }

    @Test
    void aWordIsOneWordHoweverLong() throws Exception {
        String word = "w".repeat(50_000);
        assertThat(summarize(word, new SummaryLength(1, Unit.WORDS)).text()).isEqualTo(word);
        assertThat(summarize(word, new SummaryLength(100, Unit.CHARACTERS)).text())
                .isEqualTo("w".repeat(99) + "\u2026");
        SummaryLength tokens = new SummaryLength(20, Unit.TOKENS);
        assertThat(tokens(summarize(word, tokens).text())).isBetween(1, 20);
    }

    private static int tokens(String text) {
        try (ModelLease<TextEncoder> lease = models.models().lease(models.encoder())) {
            return lease.model().count(text);
        } catch (TaskFailure | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Summary summarize(String text, SummaryLength length) throws Exception {
        return summarizer.summarize(text, length, new FakeTaskContext());
    }
}
