package cz.statex.aiworkers.core.generation;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.generation.rule.TokenScores;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopScoresTest {

    @Test
    void keepsWhatSortingWouldPutFirst() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int vocabulary = 1 + random.nextInt(300);
            // Few different values: equal ones must come in the order of their numbers.
            float[] scores = new float[2 * vocabulary];
            IntStream.range(0, scores.length).forEach(i -> scores[i] = random.nextInt(20));
            int capacity = 1 + random.nextInt(40);
            TopScores top = new TopScores(capacity);
            top.offer(new TokenScores(scores, 0, vocabulary), 0, 0);
            top.offer(new TokenScores(scores, vocabulary, vocabulary), 0.5f, vocabulary);
            IntStream.range(vocabulary, scores.length).forEach(i -> scores[i] += 0.5f);
            List<Integer> sorted = IntStream.range(0, scores.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                    .limit(capacity)
                    .toList();
            top.sorted();
            assertThat(IntStream.range(0, top.size()).map(top::number).boxed().toList())
                    .isEqualTo(sorted);
            assertThat(top.score(0)).isEqualTo(scores[sorted.get(0)]);
        }
    }

    @Test
    void neverKeepsWhatIsImpossible() {
        float[] scores = {Float.NEGATIVE_INFINITY, -3, Float.NEGATIVE_INFINITY, -2};
        TopScores top = new TopScores(4);
        top.offer(new TokenScores(scores, 0, 4), 0, 0);
        assertThat(top.sorted().size()).isEqualTo(2);
        assertThat(top.number(0)).isEqualTo(3);
        assertThat(top.number(1)).isEqualTo(1);
    }
}
