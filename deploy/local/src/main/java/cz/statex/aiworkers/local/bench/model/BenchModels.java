package cz.statex.aiworkers.local.bench.model;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.core.model.device.Placement;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.text.model.EncodedText;
import cz.statex.aiworkers.text.model.TextEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** The model runtime on this machine's CPU, without a fleet around it. */
final class BenchModels implements AutoCloseable {

    static final String EMBEDDING_MODEL = "all-minilm-l6-v2";

    static final int MAX_BATCH_TOKENS = 1024;

    private final ModelCatalog catalog;
    private final ModelRepository repository;
    private final TorchEngine engine;

    /** Does item {@code i}. */
    interface Item {
        void run(int i) throws Exception;
    }

    /** Computes a batch of texts somehow. */
    interface BatchWork {
        void run(List<EncodedText> batch) throws Exception;
    }

    BenchModels(ModelCatalog catalog, ModelRepository repository, int lanes, ModelObserver observer) {
        this.catalog = catalog;
        this.repository = repository;
        engine = new TorchEngine(new TorchSettings("cpu", lanes, 1, null), observer);
    }

    TorchEngine engine() {
        return engine;
    }

    int lanes() {
        return engine.settings().lanes();
    }

    /** The model {@code name} of the catalog. */
    ModelEntry entry(String name) {
        return catalog.require(name);
    }

    /** A text encoder in this precision, which the caller closes. */
    TextEncoder load(ModelEntry entry, Precision precision) throws Exception {
        Placement placement = new Placement(Devices.CPU, precision);
        return TextEncoder.spec(() -> entry, engine, device -> {})
                .loader()
                .load(repository.prepare(entry, precision), placement);
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
        onThreads(engine.lanes(), lanes(), batches.size(), i -> work.run(batches.get(i)));
    }

    /**
     * Does so many items on so many threads at once, each taking the next one when it is free, and waits for all threads.
     * After a failure nothing new is begun.
     */
    static void onThreads(Executor executor, int threads, int items, Item work) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<FutureTask<Void>> running = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            FutureTask<Void> task = new FutureTask<>(() -> {
                try {
                    for (int i = next.getAndIncrement(); i < items; i = next.getAndIncrement()) {
                        work.run(i);
                    }
                } finally {
                    next.set(items);
                }
                return null;
            });
            running.add(task);
            executor.execute(task);
        }
        Exception failure = null;
        for (FutureTask<Void> task : running) {
            try {
                task.get();
            } catch (ExecutionException e) {
                if (failure == null) {
                    failure = e.getCause() instanceof Exception cause ? cause : e;
                }
            }
        }
        if (failure != null) {
            throw failure;
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
