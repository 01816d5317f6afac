package cz.statex.aiworkers.text.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextPartsTest {

    private static boolean isShort(String text) {
        return text.length() <= 10;
    }

    @Test
    void packsAsManySentencesAsFit() {
        assertThat(TextParts.of(List.of("One.", "Two.", "Three.", "Four."), TextPartsTest::isShort))
                .containsExactly("One. Two.", "Three.", "Four.");
        assertThat(TextParts.of(List.of(), TextPartsTest::isShort)).isEmpty();
    }

    @Test
    void cutsASentenceThatIsTooLongBetweenWords() {
        assertThat(TextParts.of(List.of("A.", "one two three four", "B."), TextPartsTest::isShort))
                .containsExactly("A.", "one two", "three four", "B.");
    }

    @Test
    void cutsAWordThatIsTooLongButNoCharacter() {
        assertThat(TextParts.of(List.of("w".repeat(25)), TextPartsTest::isShort))
                .containsExactly("w".repeat(10), "w".repeat(10), "w".repeat(5));
        assertThat(TextParts.of(List.of("x" + "\uD83D\uDE00".repeat(7)), TextPartsTest::isShort))
                .containsExactly("x" + "\uD83D\uDE00".repeat(4), "\uD83D\uDE00".repeat(3));
    }
}
