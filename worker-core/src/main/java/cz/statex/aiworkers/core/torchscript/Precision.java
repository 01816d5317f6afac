package cz.statex.aiworkers.core.torchscript;

import java.util.Locale;

/** In which numbers a model is kept and computed. */
public enum Precision {
    /** 32-bit floats. */
    FP32,
    /** bfloat16: 8 bits of mantissa, the range of 32-bit floats. */
    BF16,
    /** IEEE 754 binary16, for CUDA. */
    FP16,
    /** Weights of linear layers in 8 bits, scaled per output; activations are quantized as they come. For CPUs. */
    INT8;

    /** The name in catalogs, results and metrics: lower-case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
