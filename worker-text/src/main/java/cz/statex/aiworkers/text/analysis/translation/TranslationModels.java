package cz.statex.aiworkers.text.analysis.translation;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.HubModels;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.text.model.translation.LanguageCodes;
import cz.statex.aiworkers.text.model.translation.LanguagePairs;
import cz.statex.aiworkers.text.model.translation.TranslationModel;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models of the catalog that translate, and which of them is for which languages. Thread-safe. */
public final class TranslationModels {

    /** Task type by which the catalog marks them. */
    public static final String TASK = "text.translate";

    /** The model that comes with this project. */
    public static final String DEFAULT_MODEL = "tatoeba-en-de-fr";

    private final LiveCatalog catalog;
    private final TorchEngine engine;
    private final String preferred;

    /**
     * The models of {@code catalog}, running on {@code engine}.
     *
     * @param preferred catalog name of the model that is asked first, wherever it knows the languages
     * @throws IllegalArgumentException if the catalog has no such model
     */
    public TranslationModels(LiveCatalog catalog, TorchEngine engine, String preferred) {
        this.catalog = catalog;
        this.engine = engine;
        this.preferred = preferred;
        var unused = catalog.following(preferred);
    }

    /** The preferred model. */
    ModelSpec<TranslationModel> preferred() {
        return spec(preferred);
    }

    /** Whether a model translates from one language to the other. */
    boolean translates(String source, String target, @Nullable String model) {
        return model != null || entries().stream().anyMatch(entry -> isFor(entry, source, target));
    }

    /**
     * The model for a pair.
     *
     * @param model catalog name of the wanted one, null for the first that says it knows the pair
     * @throws TaskFailure if there is none; the message says which pairs there are, and how to add one
     */
    ModelSpec<TranslationModel> choose(String source, String target, @Nullable String model) throws TaskFailure {
        if (model != null) {
            ModelEntry entry = catalog.find(model).orElseThrow(() -> unknown(model));
            if (!TASK.equals(entry.card().task())) {
                throw unknown(model);
            }
            if (!entry.card().languages().isEmpty() && !isFor(entry, source, target)) {
                throw unsupported(source, target, List.of(entry));
            }
            return spec(model);
        }
        return entries().stream()
                .filter(entry -> isFor(entry, source, target))
                .findFirst()
                .map(entry -> spec(entry.name()))
                .orElseThrow(() -> unsupported(source, target, entries()));
    }

    /** No model translates from one to the other, though one was expected to. */
    TaskFailure unsupported(String source, String target) {
        return unsupported(source, target, entries());
    }

    private ModelSpec<TranslationModel> spec(String model) {
        return TranslationModel.spec(catalog.following(model), engine);
    }

    private List<ModelEntry> entries() {
        return catalog.entries().stream()
                .filter(entry -> TASK.equals(entry.card().task()))
                .sorted(Comparator.comparing(entry -> !entry.name().equals(preferred)))
                .toList();
    }

    private static boolean isFor(ModelEntry entry, String source, String target) {
        return LanguagePairs.of(entry).contains(source, target);
    }

    private TaskFailure unknown(String model) {
        return new TaskFailure.Permanent(new TaskError(
                ErrorCode.MODEL_NOT_FOUND,
                "the catalog has no model '" + model + "' for " + TASK + "; it has "
                        + entries().stream().map(ModelEntry::name).toList()
                        + (catalog.find(model).isEmpty() ? HubModels.known().advice(model) : ""),
                false,
                Map.of("field", "model", "value", model)));
    }

    private static TaskFailure unsupported(String source, String target, List<ModelEntry> entries) {
        List<String> supported = entries.stream()
                .map(entry -> entry.name() + ": " + LanguagePairs.of(entry))
                .toList();
        return new TaskFailure.Permanent(new TaskError(
                ErrorCode.UNSUPPORTED_LANGUAGE,
                "no model translates from " + source + " (" + LanguageCodes.english(source) + ") to " + target + " ("
                        + LanguageCodes.english(target) + "); supported are " + String.join("; ", supported)
                        + ". To add a pair, import a model: aiw models import hf:Helsinki-NLP/opus-mt-" + source + "-"
                        + target + " --task " + TASK + " --languages " + source + "-" + target,
                false,
                Map.of("source_lang", source, "target_lang", target, "supported", supported)));
    }
}
