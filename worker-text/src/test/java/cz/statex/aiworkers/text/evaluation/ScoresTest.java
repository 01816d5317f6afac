package cz.statex.aiworkers.text.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.text.evaluation.ParallelTexts.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** BLEU and chrF against what sacreBLEU prints: {@code reference/make_scores.py}. */
class ScoresTest {

    private static final Path FOLDER = Path.of("src/test/resources/reference");

    @TempDir
    Path folder;

    @Test
    void scoresAreThoseOfSacreBleu() throws IOException {
        List<Pair> pairs = ParallelTexts.read(FOLDER.resolve("scores.tsv"), Integer.MAX_VALUE);
        JsonNode expected = Wire.mapper().readTree(Files.readAllBytes(FOLDER.resolve("scores.json")));
        assertThat(pairs).hasSize(expected.path("each").size());
        assertScores(pairs, expected.path("all"));
        for (int i = 0; i < pairs.size(); i++) {
            assertScores(pairs.subList(i, i + 1), expected.path("each").get(i));
        }
    }

    @Test
    void tokensAreThoseOfSacreBleu() throws IOException {
        List<Pair> pairs = ParallelTexts.read(FOLDER.resolve("scores.tsv"), Integer.MAX_VALUE);
        JsonNode expected = Wire.mapper()
                .readTree(Files.readAllBytes(FOLDER.resolve("scores.json")))
                .path("tokens");
        for (int i = 0; i < pairs.size(); i++) {
            List<String> tokens =
                    expected.get(i).valueStream().map(JsonNode::stringValue).toList();
            assertThat(Bleu.tokens(pairs.get(i).source())).isEqualTo(tokens);
        }
    }

    @Test
    void nothingScoresNothing() {
        assertThat(new Bleu().score()).isZero();
        assertThat(new ChrF().score()).isZero();
    }

    @Test
    void readsTabsAndObjectsAndSaysWhatIsWrong() throws IOException {
        Path file = folder.resolve("pairs");
        Files.writeString(file, "a\tb\tmore\n\n{\"source\":\"c\",\"target\":\"d\"}\n");
        assertThat(ParallelTexts.read(file, 10)).containsExactly(new Pair("a", "b"), new Pair("c", "d"));
        assertThat(ParallelTexts.read(file, 1)).containsExactly(new Pair("a", "b"));
        assertThat(new Pair("a", "b").turned()).isEqualTo(new Pair("b", "a"));
        Files.writeString(file, "\uFEFF{\"source\":\"c\",\"target\":\"d\"}\n");
        assertThat(ParallelTexts.read(file, 10)).containsExactly(new Pair("c", "d"));
        Files.write(file, new byte[] {'a', (byte) 0xe9, '\t', 'b', '\n'});
        assertThatThrownBy(() -> ParallelTexts.read(file, 10))
                .isInstanceOf(IOException.class)
                .hasMessage("pairs is not text in UTF-8");
        assertRefused("a\tb\nno tab\n", "line 2 has no tab between a text and its translation");
        assertRefused("{\"source\":\"c\"}\n", "line 1 has an empty text");
        assertRefused("{\"broken\n", "line 1 is no JSON object");
        assertRefused("\n", "pairs has no pair of texts");
    }

    private void assertRefused(String content, String message) throws IOException {
        Path file = folder.resolve("pairs");
        Files.writeString(file, content);
        assertThatThrownBy(() -> ParallelTexts.read(file, 10))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    private static void assertScores(List<Pair> pairs, JsonNode expected) {
        Bleu bleu = new Bleu();
        ChrF chrf = new ChrF();
        for (Pair pair : pairs) {
            bleu.add(pair.source(), pair.target());
            chrf.add(pair.source(), pair.target());
        }
        assertThat(bleu.score())
                .as("BLEU of %s", pairs)
                .isCloseTo(expected.path("bleu").doubleValue(), within(1e-9));
        assertThat(chrf.score())
                .as("chrF of %s", pairs)
                .isCloseTo(expected.path("chrf").doubleValue(), within(1e-9));
    }
}
