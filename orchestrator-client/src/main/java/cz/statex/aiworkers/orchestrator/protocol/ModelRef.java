package cz.statex.aiworkers.orchestrator.protocol;

import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * The model that produced an output.
 *
 * @param name catalog name, for example {@code all-minilm-l6-v2}
 * @param version catalog version
 * @param device where it ran, {@code cpu} or {@code cuda:N}
 * @param precision {@code fp32}, {@code bf16}, {@code fp16} or {@code int8}
 */
public record ModelRef(
        @NotNull String name, @NotNull String version, @Nullable String device, @Nullable String precision) {}
