package cz.statex.aiworkers.recipe.sentiment;

import ai.djl.MalformedModelException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.tuned.TunedCheckpoint;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.download.CachedFile;
import cz.statex.aiworkers.recipe.sentiment.data.GoEmotions;
import cz.statex.aiworkers.recipe.sentiment.data.Targets;
import cz.statex.aiworkers.recipe.sentiment.data.Treebank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Calibrates what {@link TrainSentiment} has trained and writes the difference to the base model, as the catalog names it:
 * {@code KeepSentiment DATA RUN CACHE TARGET WEIGHTS}, where WEIGHTS is {@code last} or {@code mean}. Prints what they reach on the
 * texts that were held out, and what the catalog is to say.
 */
public final class KeepSentiment {

    private static final int MAX_TOKENS = 128;

    private KeepSentiment() {}

    /** Calibrates and writes. */
    public static void main(String[] args) throws IOException, ModelException, MalformedModelException {
        Path data = Path.of(args[0]);
        Path run = Path.of(args[1]);
        Path target = Path.of(args[3]);
        BaseModel base = BaseModel.fetch(Path.of(args[2]));
        try (Checkpoint published = Checkpoint.open(base.checkpoint());
                Checkpoint trained = Checkpoint.open(run.resolve(args[4] + ".safetensors"))) {
            Difference difference = Difference.of(published, trained);
            Map<String, String> notes = Map.of("licence", "see MODEL_CARD.md");
            Path raw = run.resolve("raw.safetensors");
            difference.file(notes).write(raw);
            Calibration calibration = calibration(data, base, run, raw);
            double temperature = calibration.temperature();
            double[][] lines = new double[Targets.EMOTIONS.size()][];
            for (int e = 0; e < lines.length; e++) {
                lines[e] = calibration.line(e);
            }
            difference.setHead(difference.head().scaled(factors(temperature, lines), shifts(lines)));
            difference.file(notes).write(target);
            report(calibration, temperature, lines);
            System.out.println("sha256: " + CachedFile.sha256(target) + "\nsize: " + Files.size(target));
        }
    }

    /** What the uncalibrated model, as it will be kept, says of the texts that were held out. */
    private static Calibration calibration(Path data, BaseModel base, Path run, Path raw)
            throws IOException, MalformedModelException {
        Treebank treebank = Treebank.read(data.resolve("sst-trees/train.txt"));
        GoEmotions emotions = GoEmotions.read(data.resolve("goemotions/train.tsv"));
        Path archive;
        // Closed by the checkpoint that they become.
        try (Checkpoint tuned = TunedCheckpoint.of(Checkpoint.open(base.checkpoint()), Checkpoint.open(raw))) {
            archive = base.archive(tuned, run.resolve("kept.pt"));
        }
        try (HuggingFaceTokenizer tokenizer = Training.tokenizer(base.tokenizer(), MAX_TOKENS);
                TrainableModel model = TrainableModel.load(archive)) {
            Progress heldOut = new Progress(treebank, emotions, tokenizer);
            heldOut.look(model);
            return heldOut.calibration(model);
        }
    }

    private static double[] factors(double temperature, double[][] lines) {
        double[] factors = new double[Targets.SENTIMENTS.size() + lines.length];
        Arrays.fill(factors, 1 / temperature);
        for (int e = 0; e < lines.length; e++) {
            factors[Targets.SENTIMENTS.size() + e] = lines[e][0];
        }
        return factors;
    }

    private static double[] shifts(double[][] lines) {
        double[] shifts = new double[Targets.SENTIMENTS.size() + lines.length];
        for (int e = 0; e < lines.length; e++) {
            shifts[Targets.SENTIMENTS.size() + e] = lines[e][1];
        }
        return shifts;
    }

    private static void report(Calibration calibration, double temperature, double[][] lines) {
        double[][] plain = new double[lines.length][];
        Arrays.fill(plain, new double[] {1, 0});
        double[] thresholds = new double[lines.length];
        double f1 = 0;
        for (int e = 0; e < lines.length; e++) {
            thresholds[e] = calibration.threshold(e, lines[e]);
            double one = calibration.f1(e, lines[e], thresholds[e], 0);
            f1 += one / lines.length;
            System.out.println(String.format(
                    Locale.ROOT,
                    "%-15s factor %.3f shift %6.3f threshold %.2f F1 %.3f",
                    Targets.EMOTIONS.get(e),
                    lines[e][0],
                    lines[e][1],
                    thresholds[e],
                    one));
        }
        System.out.println(String.format(
                Locale.ROOT,
                "held out: temperature %.2f, ECE of sentiments %s, before %s; of emotions %.4f, before %.4f; macro-F1 %.4f",
                temperature,
                text(calibration.sentimentErrors(temperature), "%.4f"),
                text(calibration.sentimentErrors(1), "%.4f"),
                calibration.emotionsError(lines),
                calibration.emotionsError(plain),
                f1));
        System.out.println("thresholds: [" + text(thresholds, "%.2f") + "]");
    }

    private static String text(double[] numbers, String form) {
        return Arrays.stream(numbers)
                .mapToObj(number -> String.format(Locale.ROOT, form, number))
                .collect(Collectors.joining(", "));
    }
}
