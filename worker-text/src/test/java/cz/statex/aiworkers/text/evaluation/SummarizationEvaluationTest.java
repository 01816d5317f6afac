package cz.statex.aiworkers.text.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummarizationEvaluationTest {

    @TempDir
    private Path folder;

    @Test
    void scoresAreMeansOverReferencesAndTexts() throws Exception {
        AtomicLong clock = new AtomicLong();
        SummarizationEvaluation evaluation =
                new SummarizationEvaluation(new Rouge(false), () -> clock.getAndAdd(500_000_000));
        SummarizationEvaluation.Result result = evaluation.run(
                List.of(
                        new ReferenceSummary("one two. three. four. five six.", List.of("five six", "seven")),
                        new ReferenceSummary("one. two. three. four.", List.of("four"))),
                new SummarizationEvaluation.Summarizer() {
                    @Override
                    public String summarize(String text) {
                        List<String> sentences = sentences(text);
                        return sentences.get(sentences.size() - 1);
                    }

                    @Override
                    public List<String> sentences(String text) {
                        return List.of(text.split("(?<=\\.) "));
                    }
                });

        assertThat(result).isEqualTo(new SummarizationEvaluation.Result(2, 0.75, 0.25, 0.75, 0, 0, 0, 2));
        assertThat(Wire.mapper().writeValueAsString(result))
                .isEqualTo("{\"n\":2,\"rouge1\":0.75,\"rouge2\":0.25,\"rougeL\":0.75,\"lead3_rouge1\":0.0,"
                        + "\"lead3_rouge2\":0.0,\"lead3_rougeL\":0.0,\"texts_per_s\":2.0}");
    }

    @Test
    void readsTextsUnderTheirUsualNames() throws Exception {
        Path file = Files.writeString(
                folder.resolve("texts.jsonl"),
                """
                {"src": "a text", "refs": ["one", "two"]}

                {"article": "another", "highlights": "three", "id": 7}
                """);

        assertThat(ReferenceSummary.read(file, 10))
                .containsExactly(
                        new ReferenceSummary("a text", List.of("one", "two")),
                        new ReferenceSummary("another", List.of("three")));
    }

    @Test
    void readsOverAByteOrderMarkAndNoFurtherThanTheLimit() throws Exception {
        Path file = Files.writeString(
                folder.resolve("texts.jsonl"), "\uFEFF{\"src\": \"a text\", \"refs\": [\"one\"]}\nnot looked at\n");
        assertThat(ReferenceSummary.read(file, 1)).containsExactly(new ReferenceSummary("a text", List.of("one")));
        Files.write(file, new byte[] {'a', (byte) 0xe9, '\n'});
        assertThatThrownBy(() -> ReferenceSummary.read(file, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the file is not text in UTF-8");
    }

    @Test
    void saysWhichLineIsWrong() throws Exception {
        assertWrong("{\"src\": \"a\", \"refs\": [\"b\"]}\n{\"src\": ", "line 2 is no JSON");
        assertWrong("{\"src\": \"a\"}", "line 1 has none of the fields [refs, references, summary, highlights]");
        assertWrong("{\"src\": \" \", \"refs\": [\"b\"]}", "line 1 has an empty text or no summary");
        assertWrong("\n", "there is no text in the file");
    }

    private void assertWrong(String content, String message) throws Exception {
        Path file = Files.writeString(folder.resolve("wrong.jsonl"), content);
        assertThatThrownBy(() -> ReferenceSummary.read(file, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
