package cz.statex.aiworkers.local.bench.model;

import cz.statex.aiworkers.core.djl.Argument;
import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSession;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.djl.TorchTensor;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.torchscript.ImportOptions;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.core.torchscript.Programs;
import cz.statex.aiworkers.core.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What precisions cost and bring, measured on one core of this machine: the size of the archive, the time of a batch, and
 * how far what the model is asked for drifts from 32-bit floats. That is what its head says, or the vector of a text, or
 * the scores of the first token that a decoder says. The inputs are the same for all precisions: random tokens, or noise.
 * One precision is in memory at a time.
 */
public final class PrecisionBench {

    private static final int ROWS = 8;
    private static final int TOKENS = 32;
    private static final int SAMPLES = 16_000;
    private static final long SEED = 42;

    /** What a model is asked for, where its program can be; the first that it has. */
    private static final List<String> HEADS = List.of("classify", "tag", "embed");

    private static final String STEP = "step";

    private final ModelRepository repository;
    private final int rounds;

    /**
     * Takes archives from {@code repository}.
     *
     * @param rounds how many batches count, besides one to warm up
     */
    public PrecisionBench(ModelRepository repository, int rounds) {
        this.repository = repository;
        this.rounds = rounds;
    }

    /**
     * One precision.
     *
     * @param precision its name, with the pruned share if there is one
     * @param bytes size of the archive
     * @param batchMs median time of a batch in milliseconds: {@value #ROWS} texts of {@value #TOKENS} tokens, or a second of
     *     sound
     * @param worstCosine cosine between what comes out for an input and what comes out of unpruned 32-bit floats, of the
     *     input where it is least; 1 for the same direction
     * @param meanCosine the same of an average input
     * @param maxDrift largest difference of a single number
     */
    public record Row(
            String precision, long bytes, double batchMs, double worstCosine, double meanCosine, double maxDrift) {}

    /** Measures {@code entry} in 32-bit floats, then in those of {@code precisions} that the CPU computes, pruned as it is. */
    public List<Row> run(ModelEntry entry, List<Precision> precisions)
            throws ModelException, IOException, InterruptedException {
        Set<ImportOptions> all = new LinkedHashSet<>(Set.of(ImportOptions.of(Precision.FP32)));
        precisions.stream()
                .filter(precision -> precision.supports(Devices.CPU))
                .map(precision -> ImportOptions.of(precision).withPruned(entry.pruned()))
                .forEach(all::add);
        List<Row> rows = new ArrayList<>();
        try (TorchEngine engine = new TorchEngine(new TorchSettings("cpu", 1, 1, null))) {
            List<float[]> exact = List.of();
            for (ImportOptions options : all) {
                Run run = run(engine, entry, options);
                exact = exact.isEmpty() ? run.answers() : exact;
                Drift drift = Drift.between(exact, run.answers());
                rows.add(new Row(
                        name(options), run.bytes(), run.batchMs(), drift.worst(), drift.mean(), drift.largest()));
            }
        }
        return rows;
    }

    private static String name(ImportOptions options) {
        return options.precision().text() + (options.pruned() == 0 ? "" : ", pruned " + options.pruned());
    }

    private record Run(long bytes, double batchMs, List<float[]> answers) {}

    private Run run(TorchEngine engine, ModelEntry entry, ImportOptions options)
            throws ModelException, IOException, InterruptedException {
        Path archive = repository.prepare(entry, options).archive();
        String method = method(
                TorchScriptArchive.of(entry.program(), entry.config(), options).text());
        try (TorchModel model = engine.load(archive, entry.id())) {
            List<float[]> answers = answers(model, method, entry);
            double[] times = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                long start = System.nanoTime();
                answers = answers(model, method, entry);
                times[round] = (System.nanoTime() - start) / 1e6;
            }
            return new Run(Files.size(archive), Rounds.median(times), answers);
        }
    }

    private static String method(String program) {
        if (program.contains("def encode(") && program.contains("def step(")) {
            return STEP;
        }
        return HEADS.stream()
                .filter(head -> program.contains("def " + head + "("))
                .findFirst()
                .orElse("forward");
    }

    /** What comes out for each input. */
    private static List<float[]> answers(TorchModel model, String method, ModelEntry entry)
            throws InterruptedException {
        try (TorchSession session = model.open()) {
            Argument[] inputs = inputs(session, entry);
            TorchTensor answer = method.equals(STEP)
                    ? session.call(STEP, step(session, entry, session.call("encode", inputs)))
                            .get(0)
                    : session.call(method, inputs).get(0);
            float[] all = answer.floats();
            int rows = Math.toIntExact(answer.shape().get(0));
            List<float[]> answers = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                answers.add(Arrays.copyOfRange(all, row * (all.length / rows), (row + 1) * (all.length / rows)));
            }
            return answers;
        }
    }

    private static Argument[] step(TorchSession session, ModelEntry entry, List<TorchTensor> state) {
        int rows = isSound(entry) ? 1 : ROWS;
        long[] first = new long[rows];
        Arrays.fill(first, entry.config().get("decoder_start_token_id") instanceof Number id ? id.longValue() : 0);
        return new Argument[] {Argument.of(session.tensor(first, rows, 1)), Argument.of(state)};
    }

    private static boolean isSound(ModelEntry entry) {
        return entry.maxTokens() == 0 || entry.program().equals("whisper");
    }

    private static Argument[] inputs(TorchSession session, ModelEntry entry) {
        Random random = new Random(SEED);
        if (isSound(entry)) {
            float[] noise = new float[SAMPLES];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) (random.nextGaussian() * 0.1);
            }
            return new Argument[] {Argument.of(session.tensor(noise, 1, SAMPLES))};
        }
        int vocabulary = entry.config().get("vocab_size") instanceof Number size ? size.intValue() : 1000;
        int tokens = Math.min(TOKENS, Math.max(1, entry.maxTokens()));
        long[] ids =
                random.ints((long) ROWS * tokens, 0, vocabulary).asLongStream().toArray();
        long[] ones = LongStream.generate(() -> 1).limit(ids.length).toArray();
        Argument words = Argument.of(session.tensor(ids, ROWS, tokens));
        Argument mask = Argument.of(session.tensor(ones, ROWS, tokens));
        return entry.program().equals(Programs.BERT)
                ? new Argument[] {words, mask, Argument.of(session.tensor(new long[ids.length], ROWS, tokens))}
                : new Argument[] {words, mask};
    }
}
