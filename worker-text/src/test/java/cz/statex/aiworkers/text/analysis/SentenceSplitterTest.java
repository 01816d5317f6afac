package cz.statex.aiworkers.text.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SentenceSplitterTest {

    private final SentenceSplitter splitter = new SentenceSplitter();

    @TestFactory
    Stream<DynamicTest> splitsWhereSentencesEnd() {
        return Stream.of(
                splits("Mr. Smith met Dr. J. R. Jones. They talked.", "Mr. Smith met Dr. J. R. Jones.", "They talked."),
                splits("It costs 3.50 dollars. Really? Yes!", "It costs 3.50 dollars.", "Really?", "Yes!"),
                splits("See fig. 3 and no. 7. No. He left.", "See fig. 3 and no. 7.", "No.", "He left."),
                splits(
                        "He lives in the U.S. and works, e.g. as a cook. Fine.",
                        "He lives in the U.S. and works, e.g. as a cook.",
                        "Fine."),
                splits(
                        "\u201eKomm!\u201c, rief Hr. M\u00fcller. Am 3. Mai ging er.",
                        "\u201eKomm!\u201c, rief Hr. M\u00fcller.",
                        "Am 3. Mai ging er."),
                splits(
                        "P\u0159i\u0161el 3. kv\u011btna s Ing. Nov\u00e1kem. Pak ode\u0161el.",
                        "P\u0159i\u0161el 3. kv\u011btna s Ing. Nov\u00e1kem.",
                        "Pak ode\u0161el."),
                splits("M. Dupont est l\u00e0. Et Mme. Curie aussi.", "M. Dupont est l\u00e0.", "Et Mme. Curie aussi."),
                splits(
                        "\u4eca\u65e5\u306f\u3002\u660e\u65e5\u306f\u3002",
                        "\u4eca\u65e5\u306f\u3002",
                        "\u660e\u65e5\u306f\u3002"),
                splits("Wait... What? Then he left.", "Wait...", "What?", "Then he left."),
                splits(
                        "It ended 0-0 on Sunday . 'Just been watching .",
                        "It ended 0-0 on Sunday .",
                        "'Just been watching ."));
    }

    @Test
    void blankLinesAndListItemsSeparate() {
        assertThat(splitter.split("A title\n\nFirst line\ngoes on.\n- one\n- two\n1. three"))
                .containsExactly("A title", "First line goes on.", "- one", "- two", "1. three");
    }

    @Test
    void blankTextsHaveNoSentences() {
        assertThat(splitter.split(" \n\n\t ")).isEmpty();
    }

    @Test
    void staysFastOnHostileTexts() {
        assertThat(splitter.split("a. ".repeat(50_000))).isNotEmpty();
        assertThat(splitter.split("A.".repeat(100_000))).isNotEmpty();
        assertThat(splitter.split("\n".repeat(200_000) + "x")).hasSize(1);
        assertThat(splitter.split("Mr. ".repeat(50_000))).hasSize(1);
    }

    private DynamicTest splits(String text, String... sentences) {
        return DynamicTest.dynamicTest(
                text, () -> assertThat(splitter.split(text)).isEqualTo(List.of(sentences)));
    }
}
