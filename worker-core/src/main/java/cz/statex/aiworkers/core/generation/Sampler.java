package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.generation.rule.TokenScores;
import cz.statex.aiworkers.core.generation.settings.Search;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/**
 * Draws a token by its probability, among the candidates that top-k and top-p leave.
 *
 * <p>Top-k: "Hierarchical Neural Story Generation", Fan et al. 2018, arXiv:1805.04833, section 5.4. Top-p: "The Curious
 * Case of Neural Text Degeneration", Holtzman et al. 2019, arXiv:1904.09751, section 3.1.
 */
final class Sampler implements TokenChoice {

    /** How many of the most probable tokens are looked at first for top-p; seldom more are needed. */
    private static final int FIRST_LOOK = 256;

    private final Search.Sampling settings;
    private final Random random;

    /** The sampler of row {@code row}, whose draws no other row influences. */
    Sampler(Search.Sampling settings, int row) {
        this.settings = settings;
        this.random = new Random(mixed(settings.seed() + row));
    }

    /** Seeds that follow each other give generators that have nothing in common: the finalizer of SplitMix64. */
    private static long mixed(long seed) {
        long mixed = (seed ^ seed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    @Override
    public int choose(TokenScores scores) {
        float greatest = scores.get(scores.best());
        if (settings.topK() == 0 && settings.topP() == 1) {
            return drawn(scores.vocabulary(), rank -> weight(scores.get(rank), greatest));
        }
        TopScores top = candidates(scores, greatest);
        return top.number(drawn(top.size(), rank -> weight(top.score(rank), greatest)));
    }

    /** The probability of a score, but for a factor that all have. */
    private double weight(float score, float greatest) {
        return Math.exp((score - greatest) / settings.temperature());
    }

    /** The candidates, the most probable first. */
    private TopScores candidates(TokenScores scores, float greatest) {
        if (settings.topK() > 0) {
            TopScores top = top(scores, Math.min(settings.topK(), scores.vocabulary()));
            double mass = sum(top.size(), rank -> weight(top.score(rank), greatest));
            return nucleus(top, greatest, mass);
        }
        double mass = sum(scores.vocabulary(), token -> weight(scores.get(token), greatest));
        for (int look = FIRST_LOOK; look < scores.vocabulary(); look *= FIRST_LOOK) {
            TopScores nucleus = nucleus(top(scores, look), greatest, mass);
            if (nucleus.size() < look) {
                return nucleus;
            }
        }
        return nucleus(top(scores, scores.vocabulary()), greatest, mass);
    }

    private static TopScores top(TokenScores scores, int count) {
        TopScores top = new TopScores(count);
        top.offer(scores, 0, 0);
        return top.sorted();
    }

    /** The first ones that together have the share top-p of the mass of all. */
    private TopScores nucleus(TopScores top, float greatest, double mass) {
        double reached = 0;
        int kept = 0;
        while (kept < top.size() && reached < settings.topP() * mass) {
            reached += weight(top.score(kept), greatest);
            kept++;
        }
        return top.first(kept);
    }

    /** Draws a rank by the weights of {@code count} ranks. */
    private int drawn(int count, IntToDoubleFunction weight) {
        double left = random.nextDouble() * sum(count, weight);
        int drawn = -1;
        for (int rank = 0; rank < count && (drawn < 0 || left >= 0); rank++) {
            double next = weight.applyAsDouble(rank);
            // What cannot be drawn is passed over, even where rounding leaves a rest at the end.
            if (next > 0) {
                drawn = rank;
                left -= next;
            }
        }
        return drawn;
    }

    private static double sum(int count, IntToDoubleFunction weight) {
        double sum = 0;
        for (int rank = 0; rank < count; rank++) {
            sum += weight.applyAsDouble(rank);
        }
        return sum;
    }
}
