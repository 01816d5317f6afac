package cz.statex.aiworkers.local.bench.model;

import cz.statex.aiworkers.local.bench.Figures;
import cz.statex.aiworkers.text.model.EncodedText;
import cz.statex.aiworkers.text.model.TextEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What batching is worth: the same texts of mixed lengths one by one, in batches as they come, and through the batcher from
 * many tasks at once. Same archive, same lanes; texts are tokenized beforehand.
 */
public final class BatchingBench {

    private static final int SHORTEST = 5;
    private static final int LONGEST = 250;
    private static final int FIRST_COME_ROWS = 32;
    private static final int TASKS = 32;
    private static final int TEXTS_IN_A_TASK = 8;
    private static final long SEED = 7;

    private final ModelBenchOptions options;
    private final MixedTexts.Spread spread;

    /** Prepares the measurement. */
    public BatchingBench(ModelBenchOptions options, MixedTexts.Spread spread) {
        this.options = options;
        this.spread = spread;
    }

    /**
     * The figures; padding is the share of padding in what was computed, 0 to 1.
     *
     * @param spread of the lengths
     * @param precision of the archive
     * @param meanTokens of a text
     * @param firstComePadding of batches as texts come
     * @param bucketedPadding of ours
     * @param bucketedRows texts of an average batch of ours
     * @param unbatchedPerS texts a second one by one
     * @param firstComePerS texts a second in batches as they come
     * @param bucketedPerS texts a second through the batcher
     * @param overUnbatched the latter by the first
     * @param overFirstCome the latter by the second
     */
    public record Result(
            String spread,
            String precision,
            double meanTokens,
            double firstComePadding,
            double bucketedPadding,
            double bucketedRows,
            double unbatchedPerS,
            double firstComePerS,
            double bucketedPerS,
            double overUnbatched,
            double overFirstCome) {}

    /** Measures; takes some minutes. */
    public Result run() throws Exception {
        PaddingCount ours = new PaddingCount();
        try (ManyTasks tasks = new ManyTasks(TASKS, TEXTS_IN_A_TASK);
                BenchModels models = new BenchModels(options.catalog(), options.repository(), options.lanes(), ours);
                TextEncoder encoder = models.load(models.entry(BenchModels.EMBEDDING_MODEL), options.precision())) {
            List<EncodedText> texts = encoder.encode(MixedTexts.of(options.texts(), SHORTEST, LONGEST, spread, SEED));
            List<List<EncodedText>> firstCome = BenchModels.firstCome(texts, FIRST_COME_ROWS);
            Map<String, Rounds.Contestant> contestants = new LinkedHashMap<>();
            contestants.put("unbatched", () -> models.onLanes(BenchModels.firstCome(texts, 1), encoder::embed));
            contestants.put("first come", () -> models.onLanes(firstCome, encoder::embed));
            contestants.put("bucketed", () -> tasks.run(encoder, texts));
            Rounds.Speeds speeds = new Rounds(options.rounds(), options.remarks()).perSecond(contestants, texts.size());
            return result(texts, speeds, PaddingCount.of(firstCome), ours);
        }
    }

    private Result result(List<EncodedText> texts, Rounds.Speeds speeds, PaddingCount firstCome, PaddingCount ours) {
        double unbatched = speeds.of("unbatched");
        double batched = speeds.of("first come");
        double bucketed = speeds.of("bucketed");
        return new Result(
                spread.name().toLowerCase(Locale.ROOT),
                options.precision().text(),
                Figures.rounded(
                        texts.stream().mapToInt(EncodedText::tokens).average().orElseThrow()),
                Figures.rounded(firstCome.ratio()),
                Figures.rounded(ours.ratio()),
                Figures.rounded(ours.meanRows()),
                Figures.rounded(unbatched),
                Figures.rounded(batched),
                Figures.rounded(bucketed),
                Figures.rounded(bucketed / unbatched),
                Figures.rounded(bucketed / batched));
    }
}
