package cz.statex.aiworkers.core.torchscript;

import java.util.Arrays;
import java.util.List;

/** A model's precision is one that its device cannot compute. The message names both, and what the device can. */
public final class UnsupportedPrecisionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final Precision precision;
    private final String device;

    UnsupportedPrecisionException(Precision precision, String device) {
        super("precision " + precision.text() + " cannot be computed on " + device + "; choose one of "
                + possible(device));
        this.precision = precision;
        this.device = device;
    }

    private static List<String> possible(String device) {
        return Arrays.stream(Precision.values())
                .filter(precision -> precision.supports(device))
                .map(Precision::text)
                .toList();
    }

    /** The precision that was asked for. */
    public Precision precision() {
        return precision;
    }

    /** The device: {@code cpu}, {@code cuda:N}, or {@code cuda} if it is meant of all GPUs. */
    public String device() {
        return device;
    }
}
