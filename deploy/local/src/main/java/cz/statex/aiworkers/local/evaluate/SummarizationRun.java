package cz.statex.aiworkers.local.evaluate;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.local.WithoutFleet;
import cz.statex.aiworkers.local.models.ModelStore;
import cz.statex.aiworkers.text.analysis.AbstractiveSummarizer;
import cz.statex.aiworkers.text.analysis.SummaryLength;
import cz.statex.aiworkers.text.analysis.SummaryModels;
import cz.statex.aiworkers.text.analysis.TextEmbedder;
import cz.statex.aiworkers.text.analysis.TextSummarizer;
import cz.statex.aiworkers.text.evaluation.SummarizationEvaluation.Summarizer;
import cz.statex.aiworkers.text.model.TextEncoder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What summarizes, as the worker has it, with nothing around it. */
public final class SummarizationRun implements Summarizer, AutoCloseable {

    private static final String EMBEDDING_MODEL = "all-minilm-l6-v2";
    private static final Duration LOAD_TIMEOUT = Duration.ofMinutes(10);

    private final TorchEngine engine = new TorchEngine(new TorchSettings("cpu", 0, 1, null));
    private final ModelManager models;
    private final TextSummarizer extractive;
    private final AbstractiveSummarizer abstractive;
    private final @Nullable String writer;
    private final SummaryLength length;

    /**
     * Prepares models of {@code store}.
     *
     * @param writer the model that writes summaries; null for summaries of sentences
     * @throws IllegalArgumentException if there is no such model, or it does not write summaries
     */
    public SummarizationRun(ModelStore store, @Nullable String writer, SummaryLength length) {
        LiveCatalog catalog = LiveCatalog.of(store.catalog());
        models = new ModelManager(
                store.repository(),
                catalog,
                engine,
                ModelManager.Settings.of(LOAD_TIMEOUT, Duration.ofHours(1)),
                ModelObserver.NONE);
        try {
            extractive = new TextSummarizer(new TextEmbedder(
                    models, TextEncoder.spec(catalog.following(EMBEDDING_MODEL), engine, models::makeRoom)));
            abstractive = new AbstractiveSummarizer(new SummaryModels(catalog, models, engine, writer));
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
        this.writer = writer;
        this.length = length;
    }

    /** Loads what summarizes, so that its speed is measured and not that of loading it. */
    public void warmUp() throws TaskFailure, InterruptedException {
        extractive.warmUp();
        abstractive.warmUp();
    }

    @Override
    public String summarize(String text) throws TaskFailure, InterruptedException {
        return writer == null
                ? extractive.summarize(text, length, WithoutFleet.context()).text()
                : abstractive
                        .summarize(text, length, writer, WithoutFleet.context())
                        .text();
    }

    @Override
    public List<String> sentences(String text) {
        return extractive.sentences(text);
    }

    @Override
    public void close() {
        models.close();
        engine.close();
    }
}
