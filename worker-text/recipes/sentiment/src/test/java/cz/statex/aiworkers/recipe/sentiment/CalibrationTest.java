package cz.statex.aiworkers.recipe.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.recipe.sentiment.data.Example;
import cz.statex.aiworkers.recipe.sentiment.data.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Scores whose true meaning is known, made wrong on purpose. */
class CalibrationTest {

    private static final int TEXTS = 4000;
    private static final int EMOTION = 4;

    @Test
    void findsTheTemperatureThatScoresWereMultipliedBy() {
        Calibration calibration = calibration(2.5, 1, 0);
        assertThat(calibration.temperature()).isCloseTo(2.5, within(0.25));
        assertThat(calibration.sentimentErrors(2.5)[0]).isLessThan(0.03);
        assertThat(calibration.sentimentErrors(1)[0]).isGreaterThan(0.06);
    }

    @Test
    void findsFactorAndShiftOfAnEmotion() {
        Calibration calibration = calibration(1, 2, 1.5);
        double[] line = calibration.line(EMOTION);
        assertThat(line[0]).isCloseTo(0.5, within(0.06));
        assertThat(line[1]).isCloseTo(-0.75, within(0.12));
        double[][] plain = new double[Targets.EMOTIONS.size()][];
        double[][] lines = new double[Targets.EMOTIONS.size()][];
        for (int e = 0; e < plain.length; e++) {
            plain[e] = new double[] {1, 0};
            lines[e] = e == EMOTION ? line : plain[e];
        }
        assertThat(calibration.emotionsError(lines)).isLessThan(calibration.emotionsError(plain));
    }

    @Test
    void theThresholdIsThatOfTheBestF1() {
        Calibration calibration = calibration(1, 1, 0);
        double[] line = {1, 0};
        double chosen = calibration.threshold(EMOTION, line);
        double best = calibration.f1(EMOTION, line, chosen, 0);
        assertThat(best).isGreaterThan(calibration.f1(EMOTION, line, 0.75, 0));
        assertThat(best).isGreaterThanOrEqualTo(calibration.f1(EMOTION, line, 0.06, 0));
    }

    /** Texts whose labels are drawn by probabilities, the scores of which are then scaled and shifted. */
    private static Calibration calibration(double temperature, double factor, double shift) {
        Random random = new Random(3);
        List<Stream.Item> items = new ArrayList<>();
        float[][] scores = new float[TEXTS][];
        for (int i = 0; i < TEXTS; i++) {
            scores[i] = new float[Targets.SENTIMENTS.size() + Targets.EMOTIONS.size()];
            double[] logits = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            float[] sentiment = {0.01f, 0.01f, 0.01f};
            sentiment[drawn(logits, random)] = 0.98f;
            for (int s = 0; s < 3; s++) {
                scores[i][s] = (float) (temperature * logits[s]);
            }
            double logit = 2 * random.nextGaussian() - 1;
            float[] emotions = new float[Targets.EMOTIONS.size()];
            emotions[EMOTION] = random.nextDouble() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
            scores[i][3 + EMOTION] = (float) (factor * logit + shift);
            items.add(new Stream.Item(new long[] {1}, new Example("text", sentiment, emotions, 1)));
        }
        return new Calibration(items, scores, items, scores);
    }

    private static int drawn(double[] logits, Random random) {
        double sum = Math.exp(logits[0]) + Math.exp(logits[1]) + Math.exp(logits[2]);
        double at = random.nextDouble() * sum;
        return at < Math.exp(logits[0]) ? 0 : at < Math.exp(logits[0]) + Math.exp(logits[1]) ? 1 : 2;
    }
}
