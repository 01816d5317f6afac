package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.device.MemoryBudget;
import cz.statex.aiworkers.core.model.device.PrecisionChoice;
import cz.statex.aiworkers.core.model.repository.RepositorySettings;
import cz.statex.aiworkers.core.torchscript.Precision;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Models: where their files are kept, how long they stay in memory, and how they use the machine.
 *
 * @param cacheDir folder of the model files of this host; made when it is first needed; a leading {@code ~} is
 *     the home directory; MODEL_CACHE_DIR
 * @param cacheTtl how long a model stays in memory after its last use; seconds if no unit is given; MODEL_CACHE_TTL
 * @param loadTimeout how long a load may take once the files are on this host; seconds if no unit is given;
 *     MODEL_LOAD_TIMEOUT
 * @param maxSize largest model that is accepted, in bytes of its files; MAX_MODEL_SIZE
 * @param downloadUrl the fleet's own repository of model files, asked before all other sources; MODEL_DOWNLOAD_URL
 * @param catalog the operator's own catalog, added to the built-in one; {@code catalog.yml} in the folder of the model
 *     files if absent and there is one
 * @param memory how much main memory all models may take together; 70 % of what the machine or container has beyond
 *     the largest heap if absent
 * @param gpuMemory the same of each GPU; 90 % of its memory if absent
 * @param device {@code cpu}, {@code cuda:N}, or {@code auto} for the GPU with the most free memory if there is one
 * @param precision in which numbers models are computed
 * @param lanes inference threads; 0 for as many as the cores allow
 * @param threadsPerLane cores that one batch is computed on
 * @param engineDir where the engine's native libraries are unpacked; DJL's own choice if absent
 */
@Validated
@ConfigurationProperties("ai-workers.models")
public record ModelProperties(
        @DefaultValue("~/.cache/ai-workers/models") Path cacheDir,
        @DefaultValue("3600") @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration cacheTtl,
        @DefaultValue("60") @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration loadTimeout,
        @DefaultValue("5000000000") @Positive long maxSize,
        @Nullable URI downloadUrl,
        @Nullable Path catalog,
        @Nullable DataSize memory,
        @Nullable DataSize gpuMemory,
        @DefaultValue("auto") @Pattern(regexp = "auto|cpu|cuda:\\d{1,3}") String device,
        @DefaultValue @Valid Numbers precision,
        @DefaultValue("0") @Min(0) int lanes,
        @DefaultValue("1") @Min(1) int threadsPerLane,
        @Nullable Path engineDir) {

    private static final String CATALOG = "catalog.yml";

    /**
     * In which numbers models are computed, as far as their catalog entries allow it: {@code fp32}, {@code bf16}, on the
     * CPU {@code int8}, on GPUs {@code fp16}.
     *
     * @param cpu on the CPU; what the catalog prefers if absent
     * @param gpu on GPUs; what the catalog prefers if absent
     * @param byModel by catalog name, for models that differ
     */
    public record Numbers(
            @Nullable Precision cpu, @Nullable Precision gpu, @DefaultValue Map<String, Precision> byModel) {}

    /** The built-in catalog with the operator's own, as it is now. */
    ModelCatalog models() {
        Path own = catalog == null ? cacheDir.resolve(CATALOG) : catalog;
        ModelCatalog builtIn = ModelCatalog.builtIn();
        return catalog == null && !Files.exists(own) ? builtIn : builtIn.with(own);
    }

    /** How the manager keeps models. */
    ModelManager.Settings settings() {
        return new ModelManager.Settings(
                loadTimeout,
                cacheTtl,
                new MemoryBudget(bytes(memory), bytes(gpuMemory)),
                new PrecisionChoice(precision.cpu(), precision.gpu(), precision.byModel()));
    }

    private static @Nullable Long bytes(@Nullable DataSize size) {
        return size == null ? null : size.toBytes();
    }

    /** Finds the home directory. */
    public ModelProperties {
        cacheDir = RepositorySettings.atHome(cacheDir);
    }
}
