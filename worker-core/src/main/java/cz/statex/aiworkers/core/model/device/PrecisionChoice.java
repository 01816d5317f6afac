package cz.statex.aiworkers.core.model.device;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.torchscript.Precision;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * In which numbers models are computed: as an operator says, as far as the device and the model's catalog entry allow it,
 * else what the entry prefers. GPUs have no kernels for int8, and CPUs are slow in fp16.
 *
 * @param cpu on the CPU; null leaves it to the catalog
 * @param gpu on GPUs; null leaves it to the catalog
 * @param byModel by catalog name, for models that differ
 */
public record PrecisionChoice(@Nullable Precision cpu, @Nullable Precision gpu, Map<String, Precision> byModel) {

    /** Refuses what a device cannot do. */
    public PrecisionChoice {
        if (cpu != null) {
            cpu.require(device(false));
        }
        if (gpu != null) {
            gpu.require(device(true));
        }
        byModel = Map.copyOf(byModel);
    }

    /** Leaves it to the catalog. */
    public static PrecisionChoice ofCatalog() {
        return new PrecisionChoice(null, null, Map.of());
    }

    /** The numbers for {@code model}, on a GPU or the CPU; 32-bit floats if the device can do none of the entry's. */
    public Precision of(ModelEntry model, boolean onGpu) {
        Stream<@Nullable Precision> wanted = Stream.of(byModel.get(model.name()), onGpu ? gpu : cpu);
        return Stream.concat(wanted, model.precisions().stream())
                .filter(Objects::nonNull)
                .filter(precision ->
                        precision.supports(device(onGpu)) && model.precisions().contains(precision))
                .findFirst()
                .orElse(Precision.FP32);
    }

    private static String device(boolean onGpu) {
        return onGpu ? "cuda" : Devices.CPU;
    }
}
