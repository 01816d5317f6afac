package cz.statex.aiworkers.text.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.text.analysis.SummaryLength.Unit;
import org.junit.jupiter.api.Test;

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
