package cz.statex.aiworkers.text.analysis.sentiment;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.HubModels;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.text.model.TextClassifier;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models of the catalog that tell sentiments: those for {@code text.sentiment}. Thread-safe. */
public final class SentimentModels {

    /** The task type that such a model is for. */
    public static final String TASK_TYPE = "text.sentiment";

    /** The model that this project trained. */
    public static final String DEFAULT_MODEL = "minilm-sentiment-emotions";

    private final LiveCatalog catalog;
    private final ModelManager models;
    private final TorchEngine engine;
    private final String preferred;

    /**
     * Takes models from {@code catalog}.
     *
     * @param preferred the model that answers unless a task names another
     * @throws IllegalArgumentException if the preferred model is not in the catalog
     */
    public SentimentModels(LiveCatalog catalog, ModelManager models, TorchEngine engine, String preferred) {
        this.catalog = catalog;
        this.models = models;
        this.engine = engine;
        this.preferred = preferred;
        SentimentLabels.of(catalog.following(preferred).get());
    }

    ModelManager manager() {
        return models;
    }

    /** The preferred model. */
    ModelSpec<TextClassifier> preferred() {
        return spec(preferred);
    }

    /**
     * The model {@code name}, or the preferred one.
     *
     * @throws TaskFailure if the catalog has no such model for sentiments
     */
    ModelSpec<TextClassifier> named(@Nullable String name) throws TaskFailure {
        if (name == null) {
            return preferred();
        }
        if (catalog.find(name).filter(SentimentModels::isForSentiments).isEmpty()) {
            List<String> names = catalog.entries().stream()
                    .filter(SentimentModels::isForSentiments)
                    .map(ModelEntry::name)
                    .toList();
            throw new TaskFailure.Permanent(new TaskError(
                    ErrorCode.MODEL_NOT_FOUND,
                    "model '" + name + "' is none for " + TASK_TYPE + "; the catalog has " + names
                            + ", and aiw models import adds others"
                            + (catalog.find(name).isEmpty() ? HubModels.known().advice(name) : ""),
                    false,
                    Map.of("field", "model", "value", name)));
        }
        return spec(name);
    }

    private static boolean isForSentiments(ModelEntry entry) {
        return TASK_TYPE.equals(entry.card().task());
    }

    private ModelSpec<TextClassifier> spec(String name) {
        return TextClassifier.spec(catalog.following(name), engine, models::makeRoom);
    }
}
