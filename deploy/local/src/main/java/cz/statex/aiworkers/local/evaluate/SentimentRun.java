package cz.statex.aiworkers.local.evaluate;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.local.WithoutFleet;
import cz.statex.aiworkers.local.models.ModelStore;
import cz.statex.aiworkers.text.analysis.sentiment.Sentiment;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentAnalyzer;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A model that analyses texts as the worker does, with nothing around it. */
public final class SentimentRun implements AutoCloseable {

    private static final int TEXTS = 512;
    private static final Duration LOAD_TIMEOUT = Duration.ofMinutes(10);

    private final TorchEngine engine = new TorchEngine(new TorchSettings("cpu", 0, 1, null));
    private final ModelManager models;
    private final SentimentAnalyzer analyzer;
    private final Consumer<String> remarks;

    /**
     * What came of it.
     *
     * @param sentiments of each text, in order
     * @param textsPerS speed, the model being loaded
     */
    record Answers(List<Sentiment> sentiments, double textsPerS) {}

    /**
     * Prepares the model {@code name} of {@code store}.
     *
     * @throws IllegalArgumentException if there is none, or it is none for sentiments
     */
    public SentimentRun(ModelStore store, String name, Consumer<String> remarks) {
        this.remarks = remarks;
        LiveCatalog catalog = LiveCatalog.of(store.catalog());
        models = new ModelManager(
                store.repository(),
                catalog,
                engine,
                ModelManager.Settings.of(LOAD_TIMEOUT, Duration.ofHours(1)),
                ModelObserver.NONE);
        try {
            analyzer = new SentimentAnalyzer(new SentimentModels(catalog, models, engine, name));
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
    }

    /** Analyses texts; those that say nothing are analysed as a full stop. */
    Answers analyze(List<LabelledText> texts) throws TaskFailure, InterruptedException {
        analyzer.warmUp();
        List<Sentiment> sentiments = new ArrayList<>(texts.size());
        long start = System.nanoTime();
        for (int from = 0; from < texts.size(); from += TEXTS) {
            List<String> some = texts.subList(from, Math.min(from + TEXTS, texts.size())).stream()
                    .map(text -> text.text().isBlank() ? "." : text.text())
                    .toList();
            sentiments.addAll(analyzer.analyze(some, null, WithoutFleet.context()));
            if (texts.size() > TEXTS) {
                remarks.accept(sentiments.size() + " of " + texts.size() + " texts");
            }
        }
        return new Answers(sentiments, texts.size() / ((System.nanoTime() - start) / 1e9));
    }

    @Override
    public void close() {
        models.close();
        engine.close();
    }
}
