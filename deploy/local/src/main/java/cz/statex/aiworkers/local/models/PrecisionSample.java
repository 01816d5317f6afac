package cz.statex.aiworkers.local.models;

import cz.statex.aiworkers.core.djl.Argument;
import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSession;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.torchscript.ImportOptions;
import cz.statex.aiworkers.core.torchscript.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * What a precision costs and brings, measured on this machine's CPU: the size of the archive, the time of a batch, and how
 * far what comes out drifts from 32-bit floats. The inputs are the same for all precisions: random tokens, or noise.
 */
public final class PrecisionSample {

    private static final int ROWS = 8;
    private static final int TOKENS = 32;
    private static final int SAMPLES = 16_000;
    private static final int RUNS = 5;
    private static final long SEED = 42;

    private final ModelRepository repository;

    /** Takes archives from {@code repository}. */
    public PrecisionSample(ModelRepository repository) {
        this.repository = repository;
    }

    /**
     * What was measured.
     *
     * @param precision the precision, with the pruned share if there is one
     * @param bytes size of the archive
     * @param batchMs median time of a batch of {@value #ROWS} in milliseconds
     * @param cosine cosine between what comes out and what comes out of unpruned 32-bit floats; 1 for the same direction
     * @param maxDrift largest difference of a single number
     */
    public record Row(String precision, long bytes, double batchMs, double cosine, double maxDrift) {}

    /** Measures {@code entry} in 32-bit floats and in {@code precision} as its entry has it. */
    public List<Row> measure(ModelEntry entry, Precision precision)
            throws ModelException, IOException, InterruptedException {
        try (TorchEngine engine = new TorchEngine(new TorchSettings("cpu", 1, 1, null))) {
            ImportOptions plain = ImportOptions.of(Precision.FP32);
            ImportOptions wanted = ImportOptions.of(precision).withPruned(entry.pruned());
            Run reference = run(engine, entry, plain);
            Row first = row(plain, reference, reference);
            return wanted.equals(plain)
                    ? List.of(first)
                    : List.of(first, row(wanted, run(engine, entry, wanted), reference));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Run(long bytes, double batchMs, float[] answer) {}

    private Run run(TorchEngine engine, ModelEntry entry, ImportOptions options)
            throws ModelException, IOException, InterruptedException {
        Path archive = repository.prepare(entry, options).archive();
        try (TorchModel model = engine.load(archive, entry.id())) {
            double[] times = new double[RUNS];
            float[] answer = forward(model, entry);
            for (int i = 0; i < RUNS; i++) {
                long start = System.nanoTime();
                answer = forward(model, entry);
                times[i] = (System.nanoTime() - start) / 1e6;
            }
            Arrays.sort(times);
            return new Run(Files.size(archive), times[RUNS / 2], answer);
        }
    }

    private static float[] forward(TorchModel model, ModelEntry entry) throws InterruptedException {
        try (TorchSession session = model.open()) {
            return session.call("forward", arguments(session, entry)).get(0).floats();
        }
    }

    private static Argument[] arguments(TorchSession session, ModelEntry entry) {
        Random random = new Random(SEED);
        if (entry.maxTokens() == 0 || entry.program().equals("whisper")) {
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
        return entry.program().equals("bert_encoder")
                ? new Argument[] {words, mask, Argument.of(session.tensor(new long[ids.length], ROWS, tokens))}
                : new Argument[] {words, mask};
    }

    private static Row row(ImportOptions options, Run run, Run reference) {
        double product = 0;
        double own = 0;
        double other = 0;
        double drift = 0;
        for (int i = 0; i < run.answer().length; i++) {
            double a = run.answer()[i];
            double b = reference.answer()[i];
            product += a * b;
            own += a * a;
            other += b * b;
            drift = Math.max(drift, Math.abs(a - b));
        }
        return new Row(options.text(), run.bytes(), run.batchMs(), product / Math.sqrt(own * other), drift);
    }
}
