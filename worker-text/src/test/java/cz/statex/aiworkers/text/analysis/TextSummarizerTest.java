package cz.statex.aiworkers.text.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.text.analysis.SummaryLength.Unit;
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
                String summary = summarize(String.join("\n", SENTENCES), length).text();
                assertThat(length.of(summary)).isLessThanOrEqualTo(max);
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

    private static Summary summarize(String text, SummaryLength length) throws Exception {
        return summarizer.summarize(text, length, new FakeTaskContext());
    }
}
