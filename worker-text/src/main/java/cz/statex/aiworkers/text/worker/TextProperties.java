package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.torchscript.Programs;
import cz.statex.aiworkers.text.model.TextEncoder;
import jakarta.validation.constraints.NotBlank;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The models of the text workers, by their names in the catalog.
 *
 * @param embeddingModel turns texts into vectors, for {@code text.embed} and {@code text.summarize}: a text encoder
 *     of the catalog, {@code NAME} or {@code NAME@VERSION}
 * @param sentimentModel tells sentiments where a task names no model; the built-in one if absent
 * @param summarizationModel the BART or T5 model that writes summaries where a task names none; without it summaries are
 *     sentences of the text
 * @param translationModel translates, if it knows both languages, where a task names no model; the built-in one if absent
 */
@Validated
@ConfigurationProperties("ai-workers.text")
record TextProperties(
        @DefaultValue("all-minilm-l6-v2") @NotBlank String embeddingModel,
        @Nullable String sentimentModel,
        @Nullable String summarizationModel,
        @Nullable String translationModel) {

    /** A variable that is set to nothing names no model, which the models that write summaries know of themselves. */
    TextProperties {
        sentimentModel = named(sentimentModel);
        translationModel = named(translationModel);
    }

    private static @Nullable String named(@Nullable String model) {
        return model == null || model.isBlank() ? null : model;
    }

    /**
     * The model that embeds, as {@code catalog} has it whenever one asks.
     *
     * @throws IllegalArgumentException if the catalog has none of that name, or what it has is no text encoder
     */
    Supplier<ModelEntry> embeddingModel(LiveCatalog catalog) {
        Supplier<ModelEntry> model;
        try {
            model = catalog.following(embeddingModel);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "ai-workers.text.embedding-model is '" + embeddingModel + "', but " + e.getMessage(), e);
        }
        if (!TextEncoder.runs(model.get())) {
            throw new IllegalArgumentException("ai-workers.text.embedding-model is '" + embeddingModel
                    + "', a model for the program " + model.get().program() + " with the files "
                    + model.get().artifacts().keySet().stream().sorted().toList()
                    + ", but must be one for " + Programs.BERT + " with a tokenizer");
        }
        return model;
    }
}
