package cz.statex.aiworkers.core.model.device;

import cz.statex.aiworkers.core.torchscript.Precision;

/**
 * Where a model is loaded, and in which numbers.
 *
 * @param device {@code cpu} or {@code cuda:N}
 * @param precision the numbers
 */
public record Placement(String device, Precision precision) {

    @Override
    public String toString() {
        return precision.text() + " on " + device;
    }
}
