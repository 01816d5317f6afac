package cz.statex.aiworkers.local.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.text.analysis.sentiment.Polarity;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentimentNamesTest {

    @ParameterizedTest
    @CsvSource({
        "'0,1', 'NEGATIVE,POSITIVE'",
        "'1,1', 'POSITIVE,POSITIVE'",
        "'-1,0,1', 'NEGATIVE,NEUTRAL,POSITIVE'",
        "'0,1,2', 'NEGATIVE,NEUTRAL,POSITIVE'",
        "'0,4', 'NEGATIVE,POSITIVE'",
        "'1,2', 'NEGATIVE,POSITIVE'",
        "'0,1,2,3,4', 'NEGATIVE,NEGATIVE,NEUTRAL,POSITIVE,POSITIVE'",
        "'1,2,3,4,5', 'NEGATIVE,NEGATIVE,NEUTRAL,POSITIVE,POSITIVE'",
        "'Positive,NEG,neutral', 'POSITIVE,NEGATIVE,NEUTRAL'"
    })
    void numbersAreOnTheScaleThatHasThemAll(String labels, String expected) throws Exception {
        List<LabelledText> texts = texts(labels);
        SentimentNames names = SentimentNames.of(texts, Map.of());
        assertThat(texts.stream().map(names::of))
                .containsExactlyElementsOf(Arrays.stream(expected.split(",", -1))
                        .map(Polarity::valueOf)
                        .toList());
        assertThat(names.isTwoClass()).isEqualTo(!expected.contains("NEUTRAL"));
    }

    @Test
    void whatAPersonSaysWins() throws Exception {
        List<LabelledText> texts = texts("0,1,happy");
        SentimentNames names = SentimentNames.of(
                texts, Map.of("0", Polarity.POSITIVE, "1", Polarity.NEGATIVE, "Happy", Polarity.POSITIVE));
        assertThat(texts.stream().map(names::of))
                .containsExactly(Polarity.POSITIVE, Polarity.NEGATIVE, Polarity.POSITIVE);
    }

    @Test
    void namesTheLineOfALabelThatMeansNothing() {
        assertThatThrownBy(() -> SentimentNames.of(texts("positive,happy"), Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2 has the label 'happy'")
                .hasMessageContaining("--labels 'happy=positive'");
    }

    private static List<LabelledText> texts(String labels) {
        String[] each = labels.split(",", -1);
        return java.util.stream.IntStream.range(0, each.length)
                .mapToObj(i -> new LabelledText(i + 1, "text " + i, List.of(each[i])))
                .toList();
    }
}
