package cz.statex.aiworkers.text.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {

    @Test
    void everyTextIsInOneBatchAndNoBatchIsTooLarge() {
        Random random = new Random(3);
        List<Integer> lengths = random.ints(1000, 2, 257).boxed().toList();
        List<List<Integer>> batches = Batches.of(lengths);
        assertThat(batches.stream().flatMap(List::stream).sorted().toList())
                .isEqualTo(IntStream.range(0, 1000).boxed().toList());
        assertThat(batches).allSatisfy(batch -> {
            int longest = batch.stream().mapToInt(lengths::get).max().orElseThrow();
            assertThat(batch.size()).isLessThanOrEqualTo(Batches.MAX_TEXTS);
            assertThat(batch.size() * longest).isLessThanOrEqualTo(Batches.MAX_TOKENS);
        });
    }

    @Test
    void alikeLengthsMeetSoThatLittleIsPadding() {
        List<Integer> lengths = new Random(3).ints(500, 2, 257).boxed().toList();
        long padded = Batches.of(lengths).stream()
                .mapToLong(batch -> (long) batch.size()
                        * batch.stream().mapToInt(lengths::get).max().orElseThrow())
                .sum();
        long tokens = lengths.stream().mapToLong(Integer::longValue).sum();
        assertThat((double) padded / tokens).isLessThan(1.05);
    }

    @Test
    void aTextLongerThanABatchIsABatch() {
        assertThat(Batches.of(List.of(Batches.MAX_TOKENS + 1, 1))).containsExactly(List.of(0), List.of(1));
        assertThat(Batches.of(Collections.emptyList())).isEmpty();
    }
}
