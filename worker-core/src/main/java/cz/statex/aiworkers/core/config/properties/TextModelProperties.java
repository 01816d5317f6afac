package cz.statex.aiworkers.core.config.properties;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Models of the text workers.
 *
 * @param summarizationModel catalog name of the BART or T5 model that writes summaries where a task names none; without
 *     it summaries are sentences of the text
 */
@ConfigurationProperties("ai-workers.text")
public record TextModelProperties(@Nullable String summarizationModel) {}
