package cz.statex.aiworkers.text.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.testing.Corpus;
import cz.statex.aiworkers.text.analysis.SummaryLength;
import cz.statex.aiworkers.text.analysis.TextSummarizer;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import cz.statex.aiworkers.text.testing.RealModels;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Summaries of news are better than their first three sentences, by the summaries of people. */
class SummaryQualityIT {

    @Test
    void sentencesAreChosenBetterThanByTheirPlace() throws Exception {
        List<ReferenceSummary> texts =
                ReferenceSummary.read(Corpus.file("summarization/cnndm-30.jsonl"), Integer.MAX_VALUE);
        try (RealModels models = new RealModels()) {
            TextSummarizer summarizer = new TextSummarizer(models.embedder());
            SummarizationEvaluation.Result found = new SummarizationEvaluation(new Rouge(false))
                    .run(texts, new SummarizationEvaluation.Summarizer() {
                        @Override
                        public String summarize(String text) throws TaskFailure, InterruptedException {
                            return summarizer
                                    .summarize(
                                            text,
                                            new SummaryLength(100, SummaryLength.Unit.WORDS),
                                            new FakeTaskContext())
                                    .text();
                        }

                        @Override
                        public List<String> sentences(String text) {
                            return summarizer.sentences(text);
                        }
                    });
            assertThat(found.rouge1()).isGreaterThan(found.lead3Rouge1() + 0.005);
            assertThat(found.rouge2()).isGreaterThan(found.lead3Rouge2());
            assertThat(found.rougeL()).isGreaterThan(found.lead3RougeL() + 0.005);
        }
    }
}
