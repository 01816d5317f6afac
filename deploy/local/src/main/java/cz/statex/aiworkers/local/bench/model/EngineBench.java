package cz.statex.aiworkers.local.bench.model;

import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.local.FleetException;
import cz.statex.aiworkers.local.Owned;
import cz.statex.aiworkers.local.bench.Figures;
import cz.statex.aiworkers.text.model.EncodedText;
import cz.statex.aiworkers.text.model.TextEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;

/**
 * Our archive of the embedding model in every precision against another engine on the published files: same texts, same
 * batches, as many threads, one core for each call.
 */
public final class EngineBench {

    /** Precisions that lose more than this are no match for 32-bit floats. */
    static final double LEAST_COSINE = 0.999;

    private static final int SHORTEST = 5;
    private static final int LONGEST = 250;
    private static final long SEED = 13;

    private final ModelBenchOptions options;
    private final MixedTexts.Spread spread;

    /** Prepares the measurement. */
    public EngineBench(ModelBenchOptions options, MixedTexts.Spread spread) {
        this.options = options;
        this.spread = spread;
    }

    /**
     * One contestant.
     *
     * @param engine ours or the reference, with the precision
     * @param textsPerS texts a second
     * @param ratioToReference its speed by that of the reference in 32-bit floats
     * @param cosine between its vector and the reference's, of the text where it is least
     */
    public record Row(String engine, double textsPerS, double ratioToReference, double cosine) {}

    /**
     * The figures.
     *
     * @param rows of all contestants
     * @param bestPrecision ours that is fastest of those with a cosine of at least 0.999
     * @param bestRatioToOrtFp32 its speed by that of the reference in 32-bit floats
     * @param bestCosine its cosine
     */
    public record Result(List<Row> rows, String bestPrecision, double bestRatioToOrtFp32, double bestCosine) {}

    /** Measures; takes some minutes. */
    public Result run() throws Exception {
        ReferenceEngine reference = ServiceLoader.load(ReferenceEngine.class)
                .findFirst()
                .orElseThrow(
                        () -> new FleetException(
                                "there is no engine to compare with: run this benchmark by ./aiw, which puts one on the class path"));
        Map<Precision, TextEncoder> ours = new EnumMap<>(Precision.class);
        try (BenchModels models =
                        new BenchModels(options.catalog(), options.repository(), options.lanes(), ModelObserver.NONE);
                Owned owned = new Owned()) {
            Map<String, ReferenceEngine.Model> others = reference.open();
            others.values().forEach(owned::own);
            ModelEntry entry = models.entry(BenchModels.EMBEDDING_MODEL);
            for (Precision precision : Precision.values()) {
                if (precision.supports(Devices.CPU)) {
                    ours.put(precision, owned.own(models.load(entry, precision)));
                }
            }
            return measure(models, others, ours);
        }
    }

    private Result measure(
            BenchModels models, Map<String, ReferenceEngine.Model> others, Map<Precision, TextEncoder> ours)
            throws Exception {
        List<EncodedText> texts =
                ours.values().iterator().next().encode(MixedTexts.of(options.texts(), SHORTEST, LONGEST, spread, SEED));
        List<List<EncodedText>> batches = BenchModels.sorted(texts, BenchModels.MAX_BATCH_TOKENS);
        Map<String, Rounds.Contestant> contestants = new LinkedHashMap<>();
        others.forEach((name, model) ->
                contestants.put(name, () -> models.onLanes(batches, batch -> model.embed(ids(batch)))));
        ours.forEach((precision, encoder) ->
                contestants.put(name(precision), () -> models.onLanes(batches, encoder::embed)));
        Rounds.Speeds speeds = new Rounds(options.rounds(), options.remarks()).perSecond(contestants, texts.size());
        Map<String, List<float[]>> vectors = new LinkedHashMap<>();
        for (Map.Entry<String, ReferenceEngine.Model> other : others.entrySet()) {
            vectors.put(other.getKey(), vectors(other.getValue(), batches));
        }
        for (Map.Entry<Precision, TextEncoder> own : ours.entrySet()) {
            vectors.put(name(own.getKey()), BenchModels.vectors(own.getValue(), batches));
        }
        return result(speeds, vectors, ours);
    }

    private static Result result(
            Rounds.Speeds speeds, Map<String, List<float[]>> vectors, Map<Precision, TextEncoder> ours) {
        String reference = speeds.names().iterator().next();
        List<float[]> wanted = Objects.requireNonNull(vectors.get(reference));
        List<Row> rows = vectors.entrySet().stream()
                .map(found -> new Row(
                        found.getKey(),
                        Figures.rounded(speeds.of(found.getKey())),
                        Figures.rounded(speeds.of(found.getKey()) / speeds.of(reference)),
                        Drift.between(wanted, found.getValue()).worst()))
                .toList();
        Map<String, Precision> own = new LinkedHashMap<>();
        ours.keySet().forEach(precision -> own.put(name(precision), precision));
        Row best = rows.stream()
                .filter(row -> own.containsKey(row.engine()) && row.cosine() >= LEAST_COSINE)
                .max(Comparator.comparing(row -> speeds.of(row.engine())))
                .orElseThrow(() -> new FleetException("no precision of ours comes close to the reference"));
        String precision = Objects.requireNonNull(own.get(best.engine())).text();
        return new Result(rows, precision, best.ratioToReference(), best.cosine());
    }

    private static String name(Precision precision) {
        return "ours " + precision.text();
    }

    private static List<long[]> ids(List<EncodedText> batch) {
        return batch.stream().map(EncodedText::ids).toList();
    }

    private static List<float[]> vectors(ReferenceEngine.Model model, List<List<EncodedText>> batches)
            throws Exception {
        List<float[]> vectors = new ArrayList<>();
        for (List<EncodedText> batch : batches) {
            vectors.addAll(model.embed(ids(batch)));
        }
        return vectors;
    }
}
