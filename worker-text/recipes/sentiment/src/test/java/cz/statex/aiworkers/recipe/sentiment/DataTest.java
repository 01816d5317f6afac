package cz.statex.aiworkers.recipe.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.recipe.sentiment.data.GoEmotions;
import cz.statex.aiworkers.recipe.sentiment.data.HeldOut;
import cz.statex.aiworkers.recipe.sentiment.data.Treebank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTest {

    @TempDir
    Path folder;

    @Test
    void everyPhraseOfATreeHasItsLabelAndTheSentenceComesLast() {
        List<Treebank.Phrase> phrases = Treebank.parse("(3 (2 It) (4 (2 's) (4 (3 good\\/great) (2 -RRB-))))");
        assertThat(phrases)
                .containsExactly(
                        new Treebank.Phrase("It", 2, 1),
                        new Treebank.Phrase("'s", 2, 1),
                        new Treebank.Phrase("good/great", 3, 1),
                        new Treebank.Phrase(")", 2, 1),
                        new Treebank.Phrase("good/great )", 4, 2),
                        new Treebank.Phrase("'s good/great )", 4, 3),
                        new Treebank.Phrase("It 's good/great )", 3, 4));
        for (Treebank.Phrase phrase : phrases) {
            float[] sentiment = Objects.requireNonNull(phrase.example(1).sentiment());
            assertThat(sentiment[0] + sentiment[1] + sentiment[2]).isCloseTo(1, within(1e-6f));
        }
    }

    @Test
    void heldOutSentencesKeepTheirPhrasesFromTraining() throws IOException {
        StringBuilder trees = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            trees.append("(3 (2 word").append(i).append(") (3 nice").append(i).append("))\n");
        }
        Treebank treebank = Treebank.read(Files.writeString(folder.resolve("trees"), trees));
        assertThat(treebank.heldOut()).hasSizeBetween(2, 25);
        assertThat(treebank.sentences()).hasSize(200 - treebank.heldOut().size());
        assertThat(treebank.phrases()).hasSize(2 * treebank.sentences().size());
        String heldOut = treebank.heldOut().get(0).text();
        assertThat(treebank.phrases()).noneMatch(phrase -> heldOut.startsWith(phrase.text() + " "));
        assertThat(HeldOut.isHeldOut(heldOut.toUpperCase(java.util.Locale.ROOT) + " !", 20))
                .isTrue();
    }

    @Test
    void emotionsTellTheSentimentOfTheirGroups() {
        assertThat(GoEmotions.parse("Thanks!\t15\tx").sentiment()).containsExactly(0.03f, 0.03f, 0.94f);
        assertThat(GoEmotions.parse("Hm.\t6\tx").sentiment()).isNull();
        float[] mixed = Objects.requireNonNull(GoEmotions.parse("Well.\t0,3\tx").sentiment());
        assertThat(mixed[0]).isEqualTo(mixed[2]).isCloseTo(0.485f, within(1e-6f));
        assertThat(GoEmotions.parse("Well.\t0,3\tx").emotions()).isNotNull().startsWith(1, 0, 0, 1);
    }

    @Test
    void rareEmotionsAreShownMoreOften() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            lines.append("text ")
                    .append(i)
                    .append('\t')
                    .append(i % 500 == 0 ? 16 : 27)
                    .append("\tx\n");
        }
        GoEmotions emotions = GoEmotions.read(Files.writeString(folder.resolve("emotions"), lines));
        double[] repetitions = emotions.repetitions();
        for (int i = 0; i < repetitions.length; i++) {
            float[] shown = Objects.requireNonNull(emotions.examples().get(i).emotions());
            assertThat(repetitions[i] > 1).isEqualTo(shown[16] > 0);
        }
    }

    @Test
    void textsAreSetInPrintOrInPlainWords() {
        String tokens = "`` It 's a n't - so-bad ( film ) , '' he ca n't say .";
        assertThat(Variation.joined("It 's n't a film ( really ) , is it ?"))
                .isEqualTo("It'sn't a film (really), is it?");
        assertThat(Variation.plain(tokens)).isEqualTo("` it 's a n't so bad lrb film rrb , ' he ca n't say");
    }

    @Test
    void variationsAreNeverEmptyAndNameNoPlaceholdersAlways() {
        Variation variation = new Variation(new Random(1));
        int named = 0;
        for (int i = 0; i < 200; i++) {
            assertThat(variation.ofTreebank("!")).isNotBlank();
            named += variation.ofComment("I like [NAME].").contains("[NAME]") ? 0 : 1;
        }
        assertThat(named).isBetween(100, 180);
    }
}
