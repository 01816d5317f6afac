package cz.statex.aiworkers.text.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceRankingTest {

    @Test
    void ranksTheCentralFirstAndTheAlikeLater() {
        float[] central = {1, 0};
        float[] same = {1, 0};
        float[] other = {0, 1};
        SentenceRanking ranking = new SentenceRanking(List.of(central, same, other));
        assertThat(List.of(ranking.next(), ranking.next(), ranking.next())).containsExactly(0, 2, 1);
        assertThat(ranking.next()).isEqualTo(-1);
    }

    @Test
    void vectorsThatCancelOutAreRankedByPosition() {
        SentenceRanking ranking = new SentenceRanking(List.of(new float[] {1, 0}, new float[] {-1, 0}));
        assertThat(ranking.next()).isZero();
        assertThat(ranking.next()).isEqualTo(1);
    }
}
