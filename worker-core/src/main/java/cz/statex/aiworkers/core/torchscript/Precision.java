package cz.statex.aiworkers.core.torchscript;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** In which numbers a model is kept and computed. */
public enum Precision {
    /** 32-bit floats. */
    FP32,
    /** bfloat16: 8 bits of mantissa, the range of 32-bit floats. Fast on CPUs with AVX-512 and on GPUs. */
    BF16,
    /** IEEE 754 binary16, for CUDA. */
    FP16,
    /** Weights of linear layers in 8 bits, scaled per output; activations are quantized as they come. For CPUs. */
    INT8;

    /** The name in catalogs, results and metrics: lower-case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The precision with this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists those that there are
     */
    public static Precision named(String text) {
        List<String> names =
                Arrays.stream(values()).map(Precision::text).sorted().toList();
        if (!names.contains(text)) {
            throw new IllegalArgumentException("precision '" + text + "' must be one of " + names);
        }
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Whether models in this precision can be computed on {@code device}: {@code cpu}, or a GPU. */
    public boolean supports(String device) {
        return this != (device.equals("cpu") ? FP16 : INT8);
    }

    /**
     * Refuses a device that cannot compute this precision.
     *
     * @throws UnsupportedPrecisionException if it cannot
     */
    public void require(String device) {
        if (!supports(device)) {
            throw new UnsupportedPrecisionException(this, device);
        }
    }
}
