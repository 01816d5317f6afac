package cz.statex.aiworkers.text.model.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** SentencePiece models against what the library itself does: {@code reference/make_pieces.py}. */
class SentencePiecesTest {

    private static final Path REFERENCE = Path.of("src/test/resources/reference");
    private static final Path STARTER = Path.of("src/main/resources/models/tatoeba-en-de-fr");

    @TempDir
    Path folder;

    @Test
    void unigramsCutAsSentencePieceDoes() throws IOException {
        assertCuts(STARTER.resolve("source.spm"), "unigram");
    }

    @Test
    void bytePairsCutAsSentencePieceDoes() throws IOException {
        assertCuts(REFERENCE.resolve("bytepairs.model"), "bytepairs");
    }

    /** Numbers all pieces of the reference, so that the numbers say which pieces there are. */
    private void assertCuts(Path model, String field) throws IOException {
        JsonNode reference = Wire.mapper().readTree(Files.readAllBytes(REFERENCE.resolve("pieces.json")));
        Map<String, Integer> numbers = new LinkedHashMap<>();
        reference.forEach(
                row -> row.path(field).forEach(piece -> numbers.putIfAbsent(piece.stringValue(), numbers.size())));
        numbers.put("<unk>", numbers.size());
        Path vocabulary = folder.resolve("vocab.json");
        Files.writeString(vocabulary, Wire.mapper().writeValueAsString(numbers));
        try (SentencePieces pieces = SentencePieces.open(model, vocabulary, List.of())) {
            for (JsonNode row : reference) {
                List<Long> expected = new ArrayList<>();
                row.path(field).forEach(piece -> expected.add((long) numbers.getOrDefault(piece.stringValue(), -1)));
                assertThat(pieces.encode(row.path("text").stringValue()))
                        .as(row.toString())
                        .containsExactly(
                                expected.stream().mapToLong(Long::longValue).toArray());
            }
        }
    }

    @Test
    void piecesBecomeTextAgainWithoutSpecialTokens() throws IOException {
        try (SentencePieces pieces =
                SentencePieces.open(STARTER.resolve("source.spm"), STARTER.resolve("vocab.json"), List.of("__de__"))) {
            String text = "Où est la gare, {name}?";
            List<Long> ids = new ArrayList<>(List.of(
                    pieces.id(">>deu<<").orElseThrow(), pieces.id("__de__").orElseThrow()));
            for (long id : pieces.encode(text)) {
                ids.add(id);
            }
            ids.add(pieces.id("</s>").orElseThrow());
            ids.add(pieces.id("<pad>").orElseThrow());
            assertThat(pieces.decode(ids)).isEqualTo(text);
            assertThat(pieces.id("no such token")).isEmpty();
            assertThat(pieces.encode("日")).contains(pieces.unknown());
        }
    }

    @Test
    void filesThatAreNoneAreRefused() throws IOException {
        Path none = Files.writeString(folder.resolve("vocab.json"), "[1]");
        assertThatThrownBy(() -> SentencePieces.open(STARTER.resolve("source.spm"), none, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("vocab.json is no JSON object of numbers");
        assertThatThrownBy(() -> SentencePieces.open(none, STARTER.resolve("vocab.json"), List.of()))
                .isInstanceOf(IOException.class);
        Path empty = Files.writeString(folder.resolve("empty.spm"), "");
        assertThatThrownBy(() -> SentencePieces.open(empty, STARTER.resolve("vocab.json"), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("empty.spm is no SentencePiece model: it has no unknown piece among 0");
    }
}
