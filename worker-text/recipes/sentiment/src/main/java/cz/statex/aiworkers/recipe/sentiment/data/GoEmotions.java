package cz.statex.aiworkers.recipe.sentiment.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GoEmotions: comments from Reddit with the emotions that readers saw in them, {@code text<TAB>labels<TAB>id}.
 *
 * <p>Source: "GoEmotions: A Dataset of Fine-Grained Emotions", Demszky et al. 2020, arXiv:2005.00547.
 */
public final class GoEmotions {

    /** Share of the examples below which an emotion is shown more often than it occurs. */
    private static final double RARE = 0.03;

    private final List<Example> examples = new ArrayList<>();
    private final List<Example> heldOut = new ArrayList<>();

    /** Reads the training part; every sixteenth text, by hash, is held out. */
    public static GoEmotions read(Path file) throws IOException {
        GoEmotions emotions = new GoEmotions();
        for (String line : Files.readAllLines(file)) {
            Example example = parse(line);
            (HeldOut.isHeldOut(example.text(), 16) ? emotions.heldOut : emotions.examples).add(example);
        }
        return emotions;
    }

    public static Example parse(String line) {
        String[] fields = line.split("\t", -1);
        float[] emotions = new float[Targets.EMOTIONS.size()];
        for (String label : fields[1].split(",", -1)) {
            emotions[Integer.parseInt(label)] = 1;
        }
        return new Example(fields[0], sentiment(emotions), emotions, 1);
    }

    /** The sentiments of a text's emotions in equal shares; nothing is known if all are ambiguous. */
    private static float @Nullable [] sentiment(float[] emotions) {
        float[] shares = new float[Targets.SENTIMENTS.size()];
        float known = 0;
        for (int e = 0; e < emotions.length; e++) {
            int sentiment = Targets.sentiment(e);
            if (emotions[e] > 0 && sentiment >= 0) {
                shares[sentiment]++;
                known++;
            }
        }
        if (known == 0) {
            return null;
        }
        for (int s = 0; s < shares.length; s++) {
            shares[s] = 0.03f + 0.91f * shares[s] / known;
        }
        return shares;
    }

    public List<Example> examples() {
        return examples;
    }

    /** Texts to choose numbers by, none of which is trained on. */
    public List<Example> heldOut() {
        return heldOut;
    }

    /**
     * How often each example is to be shown: once, or more often the rarer its rarest emotion is.
     *
     * <p>Source: "LVIS: A Dataset for Large Vocabulary Instance Segmentation", Gupta et al. 2019, arXiv:1908.03195,
     * appendix B.
     */
    public double[] repetitions() {
        double[] counts = new double[Targets.EMOTIONS.size()];
        for (Example example : examples) {
            for (int e = 0; e < counts.length; e++) {
                counts[e] += emotions(example)[e];
            }
        }
        double[] repetitions = new double[examples.size()];
        Arrays.fill(repetitions, 1);
        for (int i = 0; i < repetitions.length; i++) {
            for (int e = 0; e < counts.length; e++) {
                if (emotions(examples.get(i))[e] > 0) {
                    double share = counts[e] / examples.size();
                    repetitions[i] = Math.max(repetitions[i], Math.sqrt(RARE / share));
                }
            }
        }
        return repetitions;
    }

    private static float[] emotions(Example example) {
        if (example.emotions() == null) {
            throw new IllegalArgumentException("an example of GoEmotions has emotions");
        }
        return example.emotions();
    }
}
