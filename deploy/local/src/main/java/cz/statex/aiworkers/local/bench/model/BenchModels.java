package cz.statex.aiworkers.local.bench.model;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.device.Placement;
import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.text.model.EncodedText;
import cz.statex.aiworkers.text.model.TextEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** The model runtime on this machine's CPU, without a fleet around it. */
final class BenchModels implements AutoCloseable {

    static final String EMBEDDING_MODEL = "all-minilm-l6-v2";

    static final int MAX_BATCH_TOKENS = 1024;

    private static final long MAX_BYTES = 5_000_000_000L;

    private final ModelCatalog catalog = ModelCatalog.builtIn();
    private final TorchEngine engine;
    private final ModelRepository repository;

    /** Computes a batch of texts somehow. */
    interface BatchWork {
        void run(List<EncodedText> batch) throws Exception;
    }

    BenchModels(Path cache, int lanes, ModelObserver observer) {
        engine = new TorchEngine(new TorchSettings("cpu", lanes, 1, null), observer);
        repository = new ModelRepository(cache, MAX_BYTES, ModelObserver.NONE);
    }

    TorchEngine engine() {
        return engine;
    }

    int lanes() {
        return engine.settings().lanes();
    }

    /** The built-in model {@code name}. */
    ModelEntry entry(String name) {
        return catalog.require(name);
    }

    /** The model's files with an archive in this precision, made if need be. */
    ModelFiles files(ModelEntry entry, Precision precision) throws Exception {
        return repository.prepare(entry, precision);
    }

    /** A text encoder in this precision, which the caller closes. */
    TextEncoder load(ModelEntry entry, Precision precision) throws Exception {
        return TextEncoder.spec(() -> entry, engine, device -> {})
                .loader()
                .load(files(entry, precision), new Placement("cpu", precision));
    }

    /** A manager of these models, which the caller closes. */
    ModelManager manager() {
        return new ModelManager(
                repository,
                LiveCatalog.of(catalog),
                engine,
                ModelManager.Settings.of(Duration.ofMinutes(5), Duration.ofHours(1)),
                ModelObserver.NONE);
    }

    /** Works off {@code batches} on all lanes, each taking the next one when it is free. */
    void onLanes(List<List<EncodedText>> batches, BatchWork work) throws Exception {
        AtomicInteger next = new AtomicInteger();
        onThreads(engine.lanes(), lanes(), () -> {
            for (int i = next.getAndIncrement(); i < batches.size(); i = next.getAndIncrement()) {
                work.run(batches.get(i));
            }
            return null;
        });
    }

    /** Does {@code work} on so many threads at once and waits for all. */
    static void onThreads(Executor executor, int threads, Callable<Void> work) throws Exception {
        List<FutureTask<Void>> running = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            FutureTask<Void> task = new FutureTask<>(work);
            running.add(task);
            executor.execute(task);
        }
        for (FutureTask<Void> task : running) {
            try {
                task.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception failure ? failure : e;
            }
        }
    }

    /** Texts as they come, so many in a batch. */
    static List<List<EncodedText>> firstCome(List<EncodedText> texts, int rows) {
        List<List<EncodedText>> batches = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += rows) {
            batches.add(texts.subList(from, Math.min(from + rows, texts.size())));
        }
        return batches;
    }

    /** Texts sorted by length, in batches of at most so many tokens, padding included. */
    static List<List<EncodedText>> sorted(List<EncodedText> texts, int maxTokens) {
        List<EncodedText> order = new ArrayList<>(texts);
        order.sort(Comparator.comparingInt(EncodedText::tokens).reversed());
        List<List<EncodedText>> batches = new ArrayList<>();
        for (int from = 0; from < order.size(); ) {
            int rows = Math.max(1, maxTokens / order.get(from).tokens());
            batches.add(order.subList(from, Math.min(from + rows, order.size())));
            from += rows;
        }
        return batches;
    }

    /** The vectors of all texts, in the order of the batches. */
    static List<float[]> vectors(TextEncoder encoder, List<List<EncodedText>> batches) throws InterruptedException {
        List<float[]> vectors = new ArrayList<>();
        for (List<EncodedText> batch : batches) {
            vectors.addAll(encoder.embed(batch));
        }
        return vectors;
    }

    @Override
    public void close() {
        engine.close();
    }
}
