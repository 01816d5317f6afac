package cz.statex.aiworkers.recipe.sentiment;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import cz.statex.aiworkers.recipe.sentiment.data.Example;
import cz.statex.aiworkers.recipe.sentiment.data.GoEmotions;
import cz.statex.aiworkers.recipe.sentiment.data.Targets;
import cz.statex.aiworkers.recipe.sentiment.data.Treebank;
import cz.statex.aiworkers.text.model.EmojiNames;
import java.time.Clock;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Tells how a run goes, by the texts that are held out. */
final class Progress {

    private static final int BATCH = 32;
    private static final double THRESHOLD = 0.3;

    private final List<Stream.Item> treebank;
    private final List<Stream.Item> comments;

    Progress(Treebank treebank, GoEmotions emotions, HuggingFaceTokenizer tokenizer) {
        this.treebank = items(
                treebank.heldOut().stream()
                        .map(phrase -> phrase.example(1).withText(Variation.plain(phrase.text())))
                        .toList(),
                tokenizer);
        this.comments = items(emotions.heldOut(), tokenizer);
    }

    private static List<Stream.Item> items(List<Example> examples, HuggingFaceTokenizer tokenizer) {
        List<Stream.Item> items = new ArrayList<>();
        for (Example example : examples) {
            items.add(new Stream.Item(
                    tokenizer.encode(EmojiNames.spelled(example.text())).getIds(), example));
        }
        items.sort(Comparator.comparingInt(item -> item.ids().length));
        return items;
    }

    void tell(String line) {
        System.out.println(LocalTime.now(Clock.systemUTC()).truncatedTo(ChronoUnit.SECONDS) + " " + line);
    }

    /** Tells what the model reaches on the texts that are held out. */
    void look(TrainableModel model) {
        float[][] sentences = scores(model, treebank);
        float[][] texts = scores(model, comments);
        tell(String.format(
                Locale.ROOT,
                "held out: treebank of 3 %.4f, of 2 %.4f; comments of 3 %.4f; emotions macro-F1 %.4f",
                ofThree(treebank, sentences),
                ofTwo(sentences),
                ofThree(comments, texts),
                macroF1(texts)));
    }

    /** What to calibrate the model by. */
    Calibration calibration(TrainableModel model) {
        return new Calibration(treebank, scores(model, treebank), comments, scores(model, comments));
    }

    private static float[][] scores(TrainableModel model, List<Stream.Item> items) {
        float[][] scores = new float[items.size()][];
        for (int from = 0; from < items.size(); from += BATCH) {
            List<Stream.Item> batch = items.subList(from, Math.min(from + BATCH, items.size()));
            float[][] rows = model.scores(batch);
            System.arraycopy(rows, 0, scores, from, rows.length);
        }
        return scores;
    }

    private static double ofThree(List<Stream.Item> items, float[][] scores) {
        int right = 0;
        int all = 0;
        for (int i = 0; i < scores.length; i++) {
            float[] sentiment = items.get(i).example().sentiment();
            if (sentiment != null) {
                all++;
                right += best(sentiment) == best(scores[i]) ? 1 : 0;
            }
        }
        return (double) right / all;
    }

    private static int best(float[] numbers) {
        return numbers[0] >= numbers[1] && numbers[0] >= numbers[2] ? 0 : numbers[1] >= numbers[2] ? 1 : 2;
    }

    private double ofTwo(float[][] scores) {
        int right = 0;
        int all = 0;
        for (int i = 0; i < scores.length; i++) {
            float[] sentiment = treebank.get(i).example().sentiment();
            if (sentiment != null && best(sentiment) != 1) {
                all++;
                right += sentiment[2] > sentiment[0] == scores[i][2] > scores[i][0] ? 1 : 0;
            }
        }
        return (double) right / all;
    }

    private double macroF1(float[][] scores) {
        double sum = 0;
        for (int e = 0; e < Targets.EMOTIONS.size(); e++) {
            int found = 0;
            int shown = 0;
            int both = 0;
            for (int i = 0; i < scores.length; i++) {
                float[] emotions = comments.get(i).example().emotions();
                boolean expected = emotions != null && emotions[e] > 0;
                boolean said = 1 / (1 + Math.exp(-scores[i][3 + e])) > THRESHOLD;
                shown += expected ? 1 : 0;
                found += said ? 1 : 0;
                both += expected && said ? 1 : 0;
            }
            sum += both == 0 ? 0 : 2.0 * both / (shown + found);
        }
        return sum / Targets.EMOTIONS.size();
    }
}
