package cz.statex.aiworkers.local.evaluate;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.local.models.ModelStore;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import cz.statex.aiworkers.text.analysis.translation.TranslationModels;
import cz.statex.aiworkers.text.analysis.translation.Translator;
import cz.statex.aiworkers.text.evaluation.TranslationEvaluation;
import java.time.Duration;

/** The models that translate, as the worker has them, with nothing around them. */
public final class TranslationRun implements AutoCloseable {

    private static final Duration LOAD_TIMEOUT = Duration.ofMinutes(10);

    private final TorchEngine engine;
    private final ModelManager models;
    private final Translator translator;

    /**
     * Prepares the models of {@code store}.
     *
     * @param threads cores that a batch is computed on
     * @throws IllegalArgumentException if the models of the catalog cannot be used
     */
    public TranslationRun(ModelStore store, int threads) {
        engine = new TorchEngine(new TorchSettings("cpu", 1, threads, null));
        LiveCatalog catalog = LiveCatalog.of(store.catalog());
        models = new ModelManager(
                store.repository(),
                catalog,
                engine,
                ModelManager.Settings.of(LOAD_TIMEOUT, Duration.ofHours(1)),
                ModelObserver.NONE);
        try {
            translator = new Translator(
                    models,
                    new TranslationModels(catalog, engine, TranslationModels.DEFAULT_MODEL),
                    new LanguageDetector());
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
    }

    /** Evaluates with them. */
    public TranslationEvaluation evaluation() {
        return new TranslationEvaluation(translator);
    }

    @Override
    public void close() {
        models.close();
        engine.close();
    }
}
