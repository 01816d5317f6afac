package cz.statex.aiworkers.local.bench.model;

import cz.statex.aiworkers.core.model.ModelLease;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.core.model.device.MainMemory;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.local.FleetException;
import cz.statex.aiworkers.local.WithoutFleet;
import cz.statex.aiworkers.local.bench.Figures;
import cz.statex.aiworkers.text.model.TextEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whether memory stays flat while texts of changing lengths are embedded by several tasks at once, and while a model comes
 * and goes: the known leaks of the engine's Java side are in base managers, predictors and static arrays.
 */
public final class SoakBench {

    private static final int SAMPLES = 20;
    private static final int WARM_UP_SAMPLES = 5;
    private static final double FLAT = 0.05;
    private static final int TASKS = 8;
    private static final int TEXTS_IN_A_TASK = 4;
    private static final int SHORTEST = 5;
    private static final int LONGEST = 60;

    private final ModelCatalog catalog;
    private final ModelRepository repository;
    private final int lanes;
    private final int inferences;
    private final int cycles;
    private final Consumer<String> remarks;

    /**
     * Prepares the measurement.
     *
     * @param lanes inference threads; 0 for one per core
     * @param inferences texts to embed
     * @param cycles how often to load and close a second copy of the model
     * @param remarks gets a line for people after each part
     */
    public SoakBench(
            ModelCatalog catalog,
            ModelRepository repository,
            int lanes,
            int inferences,
            int cycles,
            Consumer<String> remarks) {
        this.catalog = catalog;
        this.repository = repository;
        this.lanes = lanes;
        this.inferences = inferences;
        this.cycles = cycles;
        this.remarks = remarks;
    }

    /**
     * The figures, in megabytes.
     *
     * @param inferences texts embedded
     * @param cycles copies of the model loaded and closed
     * @param samplesMb resident memory after each twentieth of the work
     * @param afterWarmUpMb the least of the samples after the first quarter
     * @param peakMb the most of them
     * @param growth the latter by the former, less 1
     * @param flat whether that is at most 5 %
     */
    public record Result(
            int inferences,
            int cycles,
            List<Long> samplesMb,
            long afterWarmUpMb,
            long peakMb,
            double growth,
            boolean flat) {}

    /** Measures; takes some minutes. */
    public Result run() throws Exception {
        try (ManyTasks tasks = new ManyTasks(TASKS, TEXTS_IN_A_TASK);
                BenchModels models = new BenchModels(catalog, repository, lanes, ModelObserver.NONE);
                ModelManager manager = models.manager();
                ModelLease<TextEncoder> lease = manager.lease(spec(models))) {
            List<Long> samples = new ArrayList<>();
            for (int sample = 0; sample < SAMPLES; sample++) {
                embed(lease.model(), part(inferences, sample), sample, tasks);
                loadAndClose(models, part(cycles, sample));
                samples.add(megabytes());
                remarks.accept((sample + 1) + " of " + SAMPLES + ": " + samples.get(sample) + " MB resident");
            }
            return result(inferences, cycles, samples);
        }
    }

    /** How much of {@code total} comes before a sample. */
    private static int part(int total, int sample) {
        return Math.toIntExact((long) total * (sample + 1) / SAMPLES - (long) total * sample / SAMPLES);
    }

    private static ModelSpec<TextEncoder> spec(BenchModels models) {
        return TextEncoder.spec(() -> models.entry(BenchModels.EMBEDDING_MODEL), models.engine(), device -> {});
    }

    private static void embed(TextEncoder encoder, int count, int seed, ManyTasks tasks) throws Exception {
        tasks.run(encoder, encoder.encode(MixedTexts.of(count, SHORTEST, LONGEST, MixedTexts.Spread.OCTAVES, seed)));
    }

    private static void loadAndClose(BenchModels models, int count) throws Exception {
        for (int cycle = 0; cycle < count; cycle++) {
            try (ModelManager manager = models.manager();
                    ModelLease<TextEncoder> lease = manager.lease(spec(models))) {
                TextEncoder encoder = lease.model();
                encoder.embed(encoder.encode(List.of("a text for every copy")), WithoutFleet.context(), done -> {});
            }
        }
    }

    /** What this process holds of main memory, Java's garbage collected before. */
    private static long megabytes() {
        System.gc();
        long bytes = new MainMemory().memory(Devices.CPU).used();
        if (bytes == 0) {
            throw new FleetException("this system does not tell how much memory a process holds: run it on Linux");
        }
        return bytes >> 20;
    }

    /** Judges samples in megabytes, of which the first quarter is warm-up. */
    static Result result(int inferences, int cycles, List<Long> samples) {
        List<Long> counted = samples.subList(WARM_UP_SAMPLES, samples.size());
        long least = counted.stream().mapToLong(Long::longValue).min().orElseThrow();
        long most = counted.stream().mapToLong(Long::longValue).max().orElseThrow();
        double growth = (double) most / least - 1;
        return new Result(inferences, cycles, samples, least, most, Figures.rounded(growth), growth <= FLAT);
    }
}
