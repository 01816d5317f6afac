package cz.statex.aiworkers.local.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresOfLabelsTest {

    @Test
    void countsWhatWasFoundAndWhatIsThere() {
        Confusion confusion = new Confusion(List.of("a", "b", "c"));
        confusion.add("a", "a");
        confusion.add("a", "a");
        confusion.add("a", "b");
        confusion.add("b", "b");
        confusion.add("b", "none of them");
        confusion.add("c", "a");
        assertThat(confusion.texts()).isEqualTo(6);
        assertThat(confusion.accuracy()).isEqualTo(0.5);
        // F1 of a: 2 * 2 / (3 + 3), of b: 2 * 1 / (2 + 2), of c: 0.
        assertThat(confusion.macroF1()).isCloseTo((2 / 3.0 + 0.5 + 0) / 3, within(1e-12));
        Confusion.Row b = confusion.rows().get(1);
        assertThat(b).isEqualTo(new Confusion.Row("b", 0.5, 0.5, 0.5, 2));
    }

    @Test
    void confidencesThatComeTrueHaveNoError() {
        Reliability reliability = new Reliability();
        for (int i = 0; i < 10; i++) {
            reliability.add(0.8, i < 8);
            reliability.add(1, true);
        }
        assertThat(reliability.error()).isCloseTo(0, within(1e-12));
    }

    @Test
    void theErrorIsTheMeanDistance() {
        Reliability reliability = new Reliability();
        reliability.add(0.9, false);
        reliability.add(0.9, true);
        reliability.add(0.1, false);
        reliability.add(0.0, false);
        assertThat(reliability.error()).isCloseTo((2 * 0.4 + 0.1 + 0) / 4, within(1e-12));
        assertThat(new Reliability().error()).isZero();
    }
}
