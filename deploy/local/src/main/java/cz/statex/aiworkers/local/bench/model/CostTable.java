package cz.statex.aiworkers.local.bench.model;

import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.local.bench.Figures;
import cz.statex.aiworkers.text.model.EncodedText;
import cz.statex.aiworkers.text.model.TextEncoder;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a token costs, by the number and the length of the texts in its batch: microseconds of one core, so that whoever
 * else is on the machine hardly counts. The first column against the last shows what batching can be worth.
 */
public final class CostTable {

    private static final List<Integer> LENGTHS = List.of(8, 16, 32, 64, 128, 250);
    private static final List<Integer> ROWS = List.of(1, 2, 4, 8, 16, 32, 64, 128);
    private static final int MAX_TOKENS = 4096;
    private static final int TOKENS_PER_TEXT = 10;

    private final ModelBenchOptions options;

    /** Prepares the measurement. */
    public CostTable(ModelBenchOptions options) {
        this.options = options;
    }

    /**
     * A row of the table.
     *
     * @param tokens length of each text
     * @param microsPerToken for 1, 2, 4 and so on up to 128 texts; null where the batch would be too large
     */
    public record Row(int tokens, List<@Nullable Double> microsPerToken) {}

    /** Measures in the precision of the options; their rounds and texts say how long. */
    public List<Row> run() throws Exception {
        try (BenchModels models = new BenchModels(options.catalog(), options.repository(), 1, ModelObserver.NONE);
                TextEncoder encoder = models.load(models.entry(BenchModels.EMBEDDING_MODEL), options.precision())) {
            List<Row> rows = new ArrayList<>();
            for (int length : LENGTHS) {
                EncodedText text = encoder.encode(MixedTexts.of(1, length, length, MixedTexts.Spread.UNIFORM, 1))
                        .get(0);
                List<@Nullable Double> costs = new ArrayList<>();
                for (int count : ROWS) {
                    costs.add(
                            count * length > MAX_TOKENS
                                    ? null
                                    : cost(models, encoder, Collections.nCopies(count, text)));
                }
                rows.add(new Row(length, costs));
            }
            return rows;
        }
    }

    /** The best of the rounds, each measured by the lane's own clock of processor time. */
    private double cost(BenchModels models, TextEncoder encoder, List<EncodedText> batch) throws Exception {
        int tokens = batch.size() * batch.get(0).tokens();
        int calls = Math.max(1, TOKENS_PER_TEXT * options.texts() / tokens);
        double[] best = {Double.MAX_VALUE};
        BenchModels.onThreads(models.engine().lanes(), 1, 1, lane -> {
            encoder.embed(batch);
            for (int sample = 0; sample < options.rounds(); sample++) {
                long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                for (int call = 0; call < calls; call++) {
                    encoder.embed(batch);
                }
                long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
                best[0] = Math.min(best[0], took / 1e3 / calls / tokens);
            }
        });
        return Figures.rounded(best[0]);
    }
}
