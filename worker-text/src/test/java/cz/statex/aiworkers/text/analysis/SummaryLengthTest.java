package cz.statex.aiworkers.text.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.text.analysis.SummaryLength.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SummaryLengthTest {

    @Test
    void countsWordsAndCharacters() {
        assertThat(words(1).of("Two words, really!")).isEqualTo(3);
        assertThat(words(1).of("...")).isZero();
        assertThat(characters(1).of("a\uD83D\uDE00b")).isEqualTo(3);
    }

    @Test
    void cutsBetweenWordsAndMarksTheCut() {
        assertThat(words(2).cut("one two three four")).isEqualTo("one two\u2026");
        assertThat(words(4).cut("one two three four")).isEqualTo("one two three four");
        assertThat(characters(9).cut("one two three four")).isEqualTo("one two\u2026");
        assertThat(characters(4).cut("\uD83D\uDE00".repeat(9))).isEqualTo("\uD83D\uDE00".repeat(3) + "\u2026");
        assertThat(characters(1).cut("long")).isEqualTo("\u2026");
    }

    @Test
    void whatIsCutAlwaysFits() {
        String text =
                "Na\u00efve \uD83D\uDE00 caf\u00e9s, e-mail@x.org and 1,234.56 more: \u4eca\u65e5\u306f\u826f\u3044\u5929\u6c17\u3067\u3059\u306d.";
        for (int max = 1; max < 60; max++) {
            assertThat(characters(max).of(characters(max).cut(text))).isLessThanOrEqualTo(max);
            assertThat(words(max).of(words(max).cut(text))).isLessThanOrEqualTo(max);
        }
    }

    @Test
    void tokensAreCountedByWhoeverSaysHow() {
        SummaryLength letters = new SummaryLength(6, Unit.TOKENS)
                .counted(text -> text.replace(" ", "").length());
        assertThat(letters.cut("one two three")).isEqualTo("one\u2026");
        assertThat(letters.cut("seventeen")).isEqualTo("seven\u2026");
        assertThat(letters.cut("fits")).isEqualTo("fits");
        SummaryLength none = new SummaryLength(1, Unit.TOKENS).counted(text -> text.length() + 1);
        assertThat(none.cut("nothing")).isEqualTo("\u2026");
        assertThatThrownBy(() -> new SummaryLength(6, Unit.TOKENS).of("text"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Timeout(20)
    void longTextsAreCutInOneGo() {
        String text = "word ".repeat(400_000);
        assertThat(words(100_000).of(words(100_000).cut(text))).isEqualTo(100_000);
        assertThat(characters(100_000).of(characters(100_000).cut(text))).isBetween(99_990, 100_000);
    }

    @Test
    void unitsHaveTheirWireForm() {
        assertThat(Wire.mapper().writeValueAsString(Unit.WORDS)).isEqualTo("\"words\"");
        assertThat(Wire.mapper().readValue("\"characters\"", Unit.class)).isEqualTo(Unit.CHARACTERS);
        assertThatThrownBy(() -> Unit.ofWireName("pages")).isInstanceOf(IllegalArgumentException.class);
    }

    private static SummaryLength words(int max) {
        return new SummaryLength(max, Unit.WORDS);
    }

    private static SummaryLength characters(int max) {
        return new SummaryLength(max, Unit.CHARACTERS);
    }
}
