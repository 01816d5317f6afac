package cz.statex.aiworkers.local.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.text.analysis.sentiment.Polarity;
import java.util.ArrayList;
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
        "'1,2,3', 'NEGATIVE,NEUTRAL,POSITIVE'",
        "'0,2', 'NEGATIVE,POSITIVE'",
        "'1,3', 'NEGATIVE,POSITIVE'",
        "'1,5', 'NEGATIVE,POSITIVE'",
        "'1,2,4,5', 'NEGATIVE,NEGATIVE,POSITIVE,POSITIVE'",
        "'1.0,2.0,5.0', 'NEGATIVE,NEGATIVE,POSITIVE'",
        "'0,1,2,3,4', 'NEGATIVE,NEGATIVE,NEUTRAL,POSITIVE,POSITIVE'",
        "'1,2,3,4,5', 'NEGATIVE,NEGATIVE,NEUTRAL,POSITIVE,POSITIVE'",
        "'Positive,NEG,neutral', 'POSITIVE,NEGATIVE,NEUTRAL'"
    })
    void numbersAreOnTheScaleThatHasThemAll(String labels, String expected) throws Exception {
        List<LabelledText> texts = texts(labels);
        SentimentNames names = SentimentNames.of(texts, Map.of());
        assertThat(meanings(names, texts))
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
        assertThat(meanings(names, texts)).containsExactly(Polarity.POSITIVE, Polarity.NEGATIVE, Polarity.POSITIVE);
    }

    @Test
    void namesTheLineOfALabelThatMeansNothing() {
        assertThatThrownBy(() -> SentimentNames.of(texts("positive,happy"), Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2 has the label 'happy' for the text 'text 1'")
                .hasMessageContaining("--labels 'happy=positive'");
    }

    @Test
    void refusesNumbersThatTwoScalesReadDifferently() throws Exception {
        List<LabelledText> texts = texts("1,2,3,4");
        assertThatThrownBy(() -> SentimentNames.of(texts, Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("[0, 1, 2, 3, 4] or [1, 2, 3, 4, 5]")
                .hasMessageContaining("--labels '2=neutral' or '2=negative'");
        SentimentNames stars = SentimentNames.of(texts, Map.of("2", Polarity.NEGATIVE));
        assertThat(stars.scale()).containsExactly("1", "2", "3", "4", "5");
        assertThat(meanings(stars, texts))
                .containsExactly(Polarity.NEGATIVE, Polarity.NEGATIVE, Polarity.NEUTRAL, Polarity.POSITIVE);
        assertThat(SentimentNames.of(texts("0,1"), Map.of()).scale()).containsExactly("0", "1");
        assertThat(SentimentNames.of(texts("positive"), Map.of()).scale()).isEmpty();
    }

    @Test
    void neutralCountsOnlyIfATextIsNeutral() throws Exception {
        assertThat(SentimentNames.of(texts("0,1"), Map.of("2", Polarity.NEUTRAL))
                        .isTwoClass())
                .isTrue();
        assertThat(SentimentNames.of(texts("0,1,2"), Map.of("2", Polarity.NEUTRAL))
                        .isTwoClass())
                .isFalse();
    }

    @Test
    void aTextHasExactlyOneSentiment() {
        assertThatThrownBy(() -> SentimentNames.of(List.of(new LabelledText(7, "Good", List.of())), Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessage("line 7 has no label, but must have exactly one");
        assertThatThrownBy(() ->
                        SentimentNames.of(List.of(new LabelledText(7, "Good", List.of("positive", "bad"))), Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessage("line 7 has the labels [positive, bad], but must have exactly one");
    }

    private static List<Polarity> meanings(SentimentNames names, List<LabelledText> texts) throws DataException {
        List<Polarity> meanings = new ArrayList<>();
        for (LabelledText text : texts) {
            meanings.add(names.of(text));
        }
        return meanings;
    }

    private static List<LabelledText> texts(String labels) {
        String[] each = labels.split(",", -1);
        return java.util.stream.IntStream.range(0, each.length)
                .mapToObj(i -> new LabelledText(i + 1, "text " + i, List.of(each[i])))
                .toList();
    }
}
