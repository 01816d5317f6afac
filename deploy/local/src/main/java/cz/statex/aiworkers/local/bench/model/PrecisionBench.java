package cz.statex.aiworkers.local.bench.model;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.local.bench.Figures;
import cz.statex.aiworkers.text.model.EncodedText;
import cz.statex.aiworkers.text.model.TextEncoder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Size, speed and loss of a text encoder in every precision that this machine's CPU computes, so that a person can choose:
 * {@code aiw models bench}.
 */
public final class PrecisionBench {

    static final int MAX_BATCH_TOKENS = 1024;

    private static final int SHORTEST = 5;
    private static final long SEED = 11;

    private final ModelBenchOptions options;

    /** Prepares the measurement. */
    public PrecisionBench(ModelBenchOptions options) {
        this.options = options;
    }

    /**
     * One precision.
     *
     * @param precision its name
     * @param bytes of the archive
     * @param textsPerS texts a second, of mixed lengths, in batches of alike lengths, on all lanes
     * @param worstCosine between the vector of a text and that of 32-bit floats, of the text where it is least
     * @param meanCosine the same of an average text
     */
    public record Row(String precision, long bytes, double textsPerS, double worstCosine, double meanCosine) {}

    /** Whether {@code entry} is a model that this can measure: a text encoder with a tokenizer. */
    public static boolean measures(ModelEntry entry) {
        return TextEncoder.runs(entry);
    }

    /** Measures the model; takes a minute or two. */
    public List<Row> run(ModelEntry entry) throws Exception {
        Map<Precision, TextEncoder> encoders = new EnumMap<>(Precision.class);
        try (BenchModels models = new BenchModels(options.cache(), options.lanes(), new PaddingCount())) {
            try {
                for (Precision precision : Precision.values()) {
                    if (precision.supports("cpu")) {
                        encoders.put(precision, models.load(entry, precision));
                    }
                }
                return measure(models, entry, encoders);
            } finally {
                encoders.values().forEach(TextEncoder::close);
            }
        }
    }

    private List<Row> measure(BenchModels models, ModelEntry entry, Map<Precision, TextEncoder> encoders)
            throws Exception {
        TextEncoder exact = Objects.requireNonNull(encoders.get(Precision.FP32));
        List<EncodedText> texts = exact.encode(
                MixedTexts.of(options.texts(), SHORTEST, entry.maxTokens(), MixedTexts.Spread.OCTAVES, SEED));
        List<List<EncodedText>> batches = BenchModels.sorted(texts, MAX_BATCH_TOKENS);
        Map<String, Rounds.Contestant> contestants = new LinkedHashMap<>();
        encoders.forEach((precision, encoder) ->
                contestants.put(precision.text(), () -> models.onLanes(batches, encoder::embed)));
        Rounds.Speeds speeds = new Rounds(options.rounds(), options.remarks()).perSecond(contestants, texts.size());
        List<float[]> wanted = vectors(exact, batches);
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<Precision, TextEncoder> encoder : encoders.entrySet()) {
            Drift drift = Drift.between(wanted, vectors(encoder.getValue(), batches));
            String precision = encoder.getKey().text();
            rows.add(new Row(
                    precision,
                    Files.size(models.files(entry, encoder.getKey()).archive()),
                    Figures.rounded(speeds.of(precision)),
                    drift.worst(),
                    drift.mean()));
        }
        return rows;
    }

    static List<float[]> vectors(TextEncoder encoder, List<List<EncodedText>> batches) throws InterruptedException {
        List<float[]> vectors = new ArrayList<>();
        for (List<EncodedText> batch : batches) {
            vectors.addAll(encoder.embed(batch));
        }
        return vectors;
    }
}
