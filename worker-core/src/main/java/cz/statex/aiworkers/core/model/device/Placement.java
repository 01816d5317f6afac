package cz.statex.aiworkers.core.model.device;

import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.core.torchscript.UnsupportedPrecisionException;

/**
 * Where a model is loaded, and in which numbers.
 *
 * @param device {@code cpu} or {@code cuda:N}
 * @param precision the numbers
 */
public record Placement(String device, Precision precision) {

    /** Refuses numbers that the device cannot compute, by an {@link UnsupportedPrecisionException}. */
    public Placement {
        precision.require(device);
    }

    @Override
    public String toString() {
        return precision.text() + " on " + device;
    }
}
