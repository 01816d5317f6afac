package cz.statex.aiworkers.text.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class TextPartsTest {

    private static final Predicate<String> TEN = text -> text.length() <= 10;

    @Test
    void packsAsManySentencesAsFit() {
        assertThat(TextParts.of(List.of("One.", "Two.", "Three.", "Four."), TEN))
                .containsExactly("One. Two.", "Three.", "Four.");
        assertThat(TextParts.of(List.of(), TEN)).isEmpty();
    }

    @Test
    void cutsASentenceThatIsTooLongBetweenWords() {
        assertThat(TextParts.of(List.of("A.", "one two three four", "B."), TEN))
                .containsExactly("A.", "one two", "three four", "B.");
    }

    @Test
    void cutsAWordThatIsTooLongButNoCharacter() {
        assertThat(TextParts.of(List.of("w".repeat(25)), TEN))
                .containsExactly("w".repeat(10), "w".repeat(10), "w".repeat(5));
        assertThat(TextParts.of(List.of("x" + "\uD83D\uDE00".repeat(7)), TEN))
                .containsExactly("x" + "\uD83D\uDE00".repeat(4), "\uD83D\uDE00".repeat(3));
    }
}
