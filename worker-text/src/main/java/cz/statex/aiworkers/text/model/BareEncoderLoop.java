package cz.statex.aiworkers.text.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the machine can do without the fleet: the same archive, tokenizer, texts and batch size in the loop that a user of
 * DJL would write, with one predictor on each of as many threads as the fleet has inference lanes. For benchmarks.
 */
public final class BareEncoderLoop implements AutoCloseable {

    private final Model model;
    private final HuggingFaceTokenizer tokenizer;
    private final String method;
    private final int threads;

    /**
     * What a run reached.
     *
     * @param texts texts computed
     * @param took wall time
     */
    public record Result(long texts, Duration took) {

        /** The speed. */
        public double textsPerSecond() {
            return texts / (took.toNanos() / 1e9);
        }
    }

    private BareEncoderLoop(Model model, HuggingFaceTokenizer tokenizer, String method, int threads) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.method = method;
        this.threads = threads;
    }

    /** Loads an embedding model, on the CPU. */
    public static BareEncoderLoop embedding(ModelEntry entry, ModelRepository repository, TorchEngine engine)
            throws ModelException, IOException {
        return open(entry, "embed", repository, engine);
    }

    /** Loads a classifier, on the CPU. */
    public static BareEncoderLoop classifying(ModelEntry entry, ModelRepository repository, TorchEngine engine)
            throws ModelException, IOException {
        return open(entry, "classify", repository, engine);
    }

    private static BareEncoderLoop open(ModelEntry entry, String method, ModelRepository repository, TorchEngine engine)
            throws ModelException, IOException {
        ModelFiles files = repository.prepare(entry);
        Model model = Model.newInstance("bare", Device.cpu(), "PyTorch");
        try {
            model.load(files.archive());
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.builder()
                    .optTokenizerPath(files.artifact("tokenizer"))
                    .optTruncation(true)
                    .optMaxLength(files.entry().maxTokens())
                    .optPadding(true)
                    .build();
            return new BareEncoderLoop(
                    model, tokenizer, method, engine.settings().lanes());
        } catch (ai.djl.MalformedModelException e) {
            model.close();
            throw new IOException(e);
        } catch (Throwable e) {
            model.close();
            throw e;
        }
    }

    /**
     * Computes all {@code texts} in batches as they come, again and again.
     *
     * @param atLeast how long to go on; the pass that is under way then is finished
     */
    public Result run(List<String> texts, int batchSize, Duration atLeast) throws InterruptedException {
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += batchSize) {
            batches.add(texts.subList(from, Math.min(from + batchSize, texts.size())));
        }
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            long done = 0;
            do {
                pass(executor, batches);
                done += texts.size();
            } while (System.nanoTime() - start < atLeast.toNanos());
            return new Result(done, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            executor.shutdown();
        }
    }

    private void pass(ExecutorService executor, List<List<String>> batches) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(executor.submit(() -> {
                try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
                    for (int b = next.getAndIncrement(); b < batches.size(); b = next.getAndIncrement()) {
                        compute(predictor, batches.get(b));
                    }
                }
                return null;
            }));
        }
        for (Future<?> worker : workers) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("the bare loop failed", e.getCause());
            }
        }
    }

    private void compute(Predictor<NDList, NDList> predictor, List<String> batch) throws TranslateException {
        Encoding[] encodings = tokenizer.batchEncode(batch);
        long[][] ids = Arrays.stream(encodings).map(Encoding::getIds).toArray(long[][]::new);
        long[][] mask = Arrays.stream(encodings).map(Encoding::getAttentionMask).toArray(long[][]::new);
        long[][] types = Arrays.stream(encodings).map(Encoding::getTypeIds).toArray(long[][]::new);
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDList inputs = new NDList(
                    named(manager.create(ids), "input_ids"),
                    named(manager.create(mask), "attention_mask"),
                    named(manager.create(types), "token_type_ids"),
                    named(manager.create(0f), "module_method:" + method));
            NDList output = predictor.predict(inputs);
            output.attach(manager);
            output.singletonOrThrow().toFloatArray();
        }
    }

    private static NDArray named(NDArray array, String name) {
        array.setName(name);
        return array;
    }

    @Override
    public void close() {
        try {
            tokenizer.close();
        } finally {
            model.close();
        }
    }
}
