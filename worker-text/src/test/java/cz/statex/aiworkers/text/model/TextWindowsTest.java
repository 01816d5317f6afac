package cz.statex.aiworkers.text.model;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.text.testing.RealModels;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TextWindowsTest {

    private static final int MAX_TOKENS = 32;

    private static RealModels models;
    private static TextTokenizer tokenizer;

    @BeforeAll
    static void open() throws Exception {
        models = new RealModels();
        tokenizer = TextTokenizer.open(
                models.repository()
                        .prepare(models.catalog().require("all-minilm-l6-v2"))
                        .artifact("tokenizer"),
                MAX_TOKENS);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
        models.close();
    }

    @Test
    void aShortTextIsOnePieceAsTheTokenizerHasIt() {
        TextWindows windows = TextWindows.of("The plot was thin.", tokenizer, MAX_TOKENS);
        assertThat(windows.pieces()).hasSize(1);
        assertThat(windows.pieces().get(0).ids())
                .isEqualTo(
                        tokenizer.encode(List.of("The plot was thin.")).get(0).ids());
        assertThat(windows.truncated()).isFalse();
    }

    @Test
    void piecesHaveEveryTokenOnceAndAreAlikeInLength() {
        String text = "one two three four five six seven ".repeat(10);
        TextWindows windows = TextWindows.of(text, tokenizer, MAX_TOKENS);
        assertThat(windows.pieces()).hasSize(3).allMatch(piece -> piece.tokens() <= MAX_TOKENS && piece.tokens() >= 25);
        long[] inner = windows.pieces().stream()
                .flatMapToLong(piece -> LongStream.of(piece.ids()).skip(1).limit(piece.tokens() - 2L))
                .toArray();
        long[] whole = tokenizer.encodeUncut(text);
        assertThat(inner)
                .isEqualTo(LongStream.of(whole).skip(1).limit(whole.length - 2L).toArray());
        assertThat(windows.truncated()).isFalse();
    }

    @Test
    void endsWeighTwice() {
        TextWindows windows = TextWindows.of("word ".repeat(90), tokenizer, MAX_TOKENS);
        assertThat(windows.weights()).hasSize(3);
        assertThat(windows.weights().get(0))
                .isEqualTo(2.0 * windows.pieces().get(0).tokens());
        assertThat(windows.weights().get(1))
                .isEqualTo(1.0 * windows.pieces().get(1).tokens());
        assertThat(windows.weights().get(2))
                .isEqualTo(2.0 * windows.pieces().get(2).tokens());
    }

    @Test
    void ofALongTextBeginAndEndAreRead() {
        String text = "begin " + "middle ".repeat(5_000) + "end";
        TextWindows windows = TextWindows.of(text, tokenizer, MAX_TOKENS);
        assertThat(windows.pieces()).hasSize(TextWindows.MAX_PIECES);
        assertThat(windows.truncated()).isTrue();
        long begin = tokenizer.encode(List.of("begin")).get(0).ids()[1];
        long end = tokenizer.encode(List.of("end")).get(0).ids()[1];
        assertThat(windows.pieces().get(0).ids()).contains(begin);
        assertThat(windows.pieces().get(TextWindows.MAX_PIECES - 1).ids()).contains(end);
    }

    @Test
    void hugeTextsTakeNoMoreWorkThanLongOnes() {
        String emoji = "\ud83d\ude00".repeat(2_500_000);
        assertThat(TextWindows.of(emoji, tokenizer, MAX_TOKENS).pieces()).hasSizeLessThanOrEqualTo(24);
        TextWindows word = TextWindows.of("x".repeat(50_000), tokenizer, MAX_TOKENS);
        assertThat(word.pieces()).hasSize(1);
        assertThat(word.truncated()).isFalse();
    }
}
