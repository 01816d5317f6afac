package cz.statex.aiworkers.core.model.device;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.torchscript.Precision;
import java.util.Map;

/**
 * In which numbers models are computed.
 *
 * @param cpu on the CPU; anything but fp16, which it is slow in
 * @param gpu on GPUs; anything but int8, which they have no kernels for
 * @param byModel by catalog name, for models that differ; what a device cannot do is computed there as all others are
 */
public record PrecisionChoice(Precision cpu, Precision gpu, Map<String, Precision> byModel) {

    /** Refuses what a device cannot do. */
    public PrecisionChoice {
        if (!fits(cpu, false)) {
            throw new IllegalArgumentException("precision " + cpu.text() + " is not for the CPU");
        }
        if (!fits(gpu, true)) {
            throw new IllegalArgumentException("precision " + gpu.text() + " is not for GPUs");
        }
        byModel = Map.copyOf(byModel);
    }

    /** As published: 32-bit floats everywhere. */
    public static PrecisionChoice fp32() {
        return new PrecisionChoice(Precision.FP32, Precision.FP32, Map.of());
    }

    /** The numbers for {@code model}, on a GPU or the CPU. */
    public Precision of(ModelEntry model, boolean onGpu) {
        Precision own = byModel.get(model.name());
        if (own != null && fits(own, onGpu)) {
            return own;
        }
        return onGpu ? gpu : cpu;
    }

    private static boolean fits(Precision precision, boolean onGpu) {
        return precision != (onGpu ? Precision.INT8 : Precision.FP16);
    }
}
