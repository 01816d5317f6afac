package cz.statex.aiworkers.text.analysis;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelLease;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.HubModels;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.text.model.summary.SummaryModel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The models of the catalog that write summaries. Thread-safe. */
public final class SummaryModels {

    /** The task that they serve, as catalogs call it. */
    public static final String TASK = "text.summarize";

    private static final Set<String> PROGRAMS = Set.of("bart", "t5");

    private final LiveCatalog catalog;
    private final ModelManager models;
    private final TorchEngine engine;
    private final @Nullable String preferred;
    private final ConcurrentMap<String, ModelSpec<SummaryModel>> specs = new ConcurrentHashMap<>();

    /**
     * Those of {@code catalog}.
     *
     * @param preferred what writes where a task names none; null or blank if nothing does
     * @throws IllegalArgumentException if the catalog has no such model
     */
    public SummaryModels(LiveCatalog catalog, ModelManager models, TorchEngine engine, @Nullable String preferred) {
        this.catalog = catalog;
        this.models = models;
        this.engine = engine;
        this.preferred = preferred == null || preferred.isBlank() ? null : preferred;
        if (this.preferred != null) {
            ModelEntry entry = catalog.following(this.preferred).get();
            if (!PROGRAMS.contains(entry.program())) {
                throw new IllegalArgumentException(
                        "ai-workers.text.summarization-model is " + preferred + ", which runs by " + entry.program()
                                + ", but summaries are written by models that run by bart or t5");
            }
        }
    }

    /** Whether something writes where a task names nothing. */
    public boolean isConfigured() {
        return preferred != null;
    }

    /** What would write where a task names nothing, without loading it. */
    public Optional<ModelRef> described() {
        return preferred == null ? Optional.empty() : Optional.of(models.describe(spec(preferred)));
    }

    /**
     * What would write where a task names this model, without loading it.
     *
     * @param name as tasks name it; the preferred one if null
     * @throws TaskFailure if there is no such model, or it cannot summarize
     */
    public ModelRef described(@Nullable String name) throws TaskFailure {
        return models.describe(named(name));
    }

    /**
     * Lends a model.
     *
     * @param name as tasks name it; the preferred one if null
     * @throws TaskFailure if there is no such model, it cannot summarize, or it cannot be had
     * @throws InterruptedException if the caller is interrupted
     */
    ModelLease<SummaryModel> lease(@Nullable String name) throws TaskFailure, InterruptedException {
        return models.lease(named(name));
    }

    private ModelSpec<SummaryModel> named(@Nullable String name) throws TaskFailure {
        String wanted = name == null ? preferred : name;
        if (wanted == null) {
            throw new TaskFailure.Permanent(new TaskError(
                    ErrorCode.MODEL_NOT_FOUND,
                    "no model writes summaries here: name one in model, or set ai-workers.text.summarization-model",
                    false,
                    Map.of("field", "model")));
        }
        Optional<ModelEntry> entry = catalog.find(wanted);
        if (entry.isEmpty() || !PROGRAMS.contains(entry.get().program())) {
            throw new TaskFailure.Permanent(new TaskError(
                    ErrorCode.MODEL_NOT_FOUND,
                    entry.isEmpty()
                            ? "model is none of the catalog" + HubModels.known().advice(wanted)
                            : "model " + entry.get().id() + " does not write summaries: it runs by "
                                    + entry.get().program() + ", not by bart or t5",
                    false,
                    Map.of("field", "model", "value", wanted)));
        }
        return spec(wanted);
    }

    private ModelSpec<SummaryModel> spec(String name) {
        return specs.computeIfAbsent(name, key -> SummaryModel.spec(catalog.following(key), engine));
    }
}
