package cz.statex.aiworkers.core.config.properties;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Models of the text workers, by their catalog names.
 *
 * @param sentimentModel what tells sentiments where a task names no model; the built-in one if absent
 * @param summarizationModel the BART or T5 model that writes summaries where a task names none; without
 *     it summaries are sentences of the text
 * @param translationModel what translates, if it knows both languages, where a task names no model
 */
@ConfigurationProperties("ai-workers.text")
public record TextModelProperties(
        @Nullable String sentimentModel, @Nullable String summarizationModel, @Nullable String translationModel) {}
