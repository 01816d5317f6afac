package cz.statex.aiworkers.text.analysis.translation;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.text.analysis.translation.TextParts.Part;
import cz.statex.aiworkers.text.analysis.translation.Unit.Window;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How texts become sentences, and sentences what a model is shown. */
class PartsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "One. Two!\n\n  Three?\r\n\t- four\n1. Five six.  \n",
                "",
                " \n ",
                "\uD83D\uDE00 \u0000 \u0007",
                "Title\nA line. Another.\n\n\n* point\n* point",
                "Hello there.\u2003How are you?\u3000 Fine.\u2009",
                "One.\rTwo.\r\rThree.",
                "\u65e5\u672c\u8a9e\u3002 Mixed \u0440\u0443\u0441\u0441\u043a\u0438\u0439 text."
            })
    void partsTogetherAreTheText(String text) {
        assertThat(together(text)).isEqualTo(text);
    }

    @Test
    void bulletsBlankLinesAndWhatHasNoLettersIsKept() {
        assertThat(sentences("- One. Two.\n\n2) Three\n42\n***\n# Four"))
                .containsExactly("One.", "Two.", "Three", "Four");
    }

    @Test
    void addressesAreNotCutAtTheirMarks() {
        assertThat(sentences("See https://a.example/x?y=1. Or ask: who?Me! Yes."))
                .containsExactly("See https://a.example/x?y=1.", "Or ask: who?Me!", "Yes.");
        assertThat(sentences("A  \u00a0b\tc.")).containsExactly("A b c.");
    }

    @Test
    void controlCharactersAreSpace() {
        assertThat(sentences("Hello\u0007world is nice.")).containsExactly("Hello world is nice.");
        assertThat(together("Hello\u0007world is nice. a\u0007b.")).isEqualTo("Hello world is nice. a b.");
        assertThat(sentences("One\u2003two. Three.\u2003Four.")).containsExactly("One\u2003two.", "Three.", "Four.");
    }

    @Test
    void blankLinesOfOldMacsSeparateParagraphs() {
        String line = "a ".repeat(30).strip();
        assertThat(sentences(line + "\rb c.")).containsExactly(line + " b c.");
        assertThat(sentences(line + "\r\rb c.")).containsExactly(line, "b c.");
        assertThat(sentences(line + "\r\nb c.")).containsExactly(line + " b c.");
    }

    @Test
    void linesThatWereWrappedAreOneSentence() {
        String line = "a ".repeat(30).strip();
        assertThat(sentences(line + "\nb c. D.")).containsExactly(line + " b c.", "D.");
        assertThat(sentences("Title\nText.")).containsExactly("Title", "Text.");
        assertThat(sentences(line + ".\nNext.")).containsExactly(line + ".", "Next.");
        assertThat(sentences(line + "\n\nb")).containsExactly(line, "b");
        assertThat(sentences(line + "\n- b")).containsExactly(line, "b");
    }

    @Test
    void whatMustStayIsLookedForInTheTranslation() {
        Protected content = new Protected(
                "{name}, 1,200 <b>of</b> %s at https://a.example/x?y=1. Mail me@example.org!", text -> false);
        assertThat(content.isShowable()).isTrue();
        assertThat(content.shown()).startsWith("{name}, 1,200 <b>of</b>");
        assertThat(content.isKept("%s <b>von</b> 1.200 auf https://a.example/x?y=1, {name}: me@example.org"))
                .isTrue();
        assertThat(content.isKept("%s <b>von</b> 1.300 auf https://a.example/x?y=1, {name}: me@example.org"))
                .isFalse();
        assertThat(content.isKept("%s <b>von<b> 1.200 auf https://a.example/x?y=1, {name}: me@example.org"))
                .isFalse();
        assertThat(new Protected("5 and 5", text -> false).isKept("5 und"))
                .as("as often as there")
                .isFalse();
        assertThat(new Protected("100% sure, 50 % of it", text -> false).between())
                .containsExactly("", "% sure, ", " % of it");
    }

    @Test
    void whatTheModelCannotWriteIsHidden() {
        Protected content = new Protected(
                "I saw \u010capek, \uD83D\uDE00!", text -> text.contains("\u010c") || text.contains("\uD83D"));
        assertThat(content.shown()).isEqualTo("I saw {a}, {b}!");
        assertThat(content.isKept("Ich sah {a}, {b}!")).isTrue();
        assertThat(content.isKept("Ich sah, {b}!")).isFalse();
        assertThat(content.revealed("{b}! Ich sah {a}.")).isEqualTo("\uD83D\uDE00! Ich sah \u010capek.");
        assertThat(content.between()).containsExactly("I saw ", ", ", "!");
        assertThat(content.joined(List.of("Ich sah ", ", ", "!"))).isEqualTo("Ich sah \u010capek, \uD83D\uDE00!");
        assertThat(new Protected("x".repeat(50_000), text -> false).shown())
                .as("no word is that long")
                .isEqualTo("{a}");
        assertThat(new Protected("a b c d e f g h i", text -> true).isShowable())
                .as("too much to hide")
                .isFalse();
    }

    @Test
    void numbersAreKeptWhole() {
        assertThat(new Protected("I paid 5 euros", text -> false).isKept("Ich zahlte 50 Euro"))
                .isFalse();
        assertThat(new Protected("1 of 21", text -> false).isKept("von 21 nur 1"))
                .isTrue();
        assertThat(new Protected("1.5 litres", text -> false).isKept("1,5 Liter"))
                .isTrue();
        assertThat(new Protected("1.5 litres", text -> false).isKept("15 Liter"))
                .isFalse();
        assertThat(new Protected("12,500 and 3", text -> false).isKept("12 500 et 3"))
                .isTrue();
        assertThat(new Protected("12:05", text -> false).isKept("12.05 Uhr")).isTrue();
    }

    @Test
    void whatStandsInForSomethingIsNothingThatTheSentenceHas() {
        Protected content = new Protected("Click {a} \uD83D\uDE00.", text -> text.contains("\uD83D"));
        assertThat(content.shown()).isEqualTo("Click {a} {b}.");
        assertThat(content.revealed("{b} klick {a}.")).isEqualTo("\uD83D\uDE00 klick {a}.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12,7,", "a.", "x", "%0", "@a.", "!", "http:", "{", "<a"})
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void longTextsWithoutSpaceAreReadInOneGo(String unit) {
        String text = unit.repeat(200_000 / unit.length());
        Protected content = new Protected(text, word -> false);
        assertThat(content.joined(content.between())).isEqualTo(text);
        Protected strange = new Protected(text + "\u0416", word -> word.contains("\u0416"));
        assertThat(strange.joined(strange.between())).isEqualTo(text + "\u0416");
    }

    @Test
    void longSentencesAreCutAtClausesThenAtWordsThenAnywhere() {
        assertThat(windows("one two, three four five six", 4)).containsExactly("one two,", "three four five six");
        assertThat(windows("one two three four five six", 3)).containsExactly("one two three", "four five six");
        assertThat(windows("one two", 2)).containsExactly("one two");
        List<Window> letters = new Windows(text -> new long[text.length()], 3).of("abcdefgh");
        assertThat(letters).hasSize(4).allSatisfy(window -> assertThat(window.tokens())
                .hasSize(2));
    }

    private static List<String> windows(String text, int limit) {
        StringBuilder seen = new StringBuilder();
        List<Window> windows = new Windows(
                        part -> {
                            long[] tokens = new long[part.split(" ").length];
                            if (tokens.length <= limit) {
                                seen.append(part).append('|');
                            }
                            return tokens;
                        },
                        limit)
                .of(text);
        List<String> parts = List.of(seen.toString().split("\\|"));
        assertThat(parts).hasSameSizeAs(windows);
        return parts;
    }

    private static String together(String text) {
        return TextParts.of(text).stream().map(Part::text).collect(Collectors.joining());
    }

    private static List<String> sentences(String text) {
        return TextParts.of(text).stream()
                .filter(Part::isSentence)
                .map(Part::text)
                .toList();
    }
}
