package cz.statex.aiworkers.core.djl;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the engine uses the machine.
 *
 * @param device {@code cpu}, {@code cuda:N}, or {@code auto} for the first GPU if there is one
 * @param lanes inference threads, each working on one batch; 0 for as many as the cores allow
 * @param threadsPerLane cores that one batch is computed on; lanes times this should be the number of cores
 * @param engineDirectory where the native libraries are unpacked; DJL's own choice if null
 */
public record TorchSettings(String device, int lanes, int threadsPerLane, @Nullable Path engineDirectory) {

    private static final Pattern DEVICE = Pattern.compile("auto|cpu|cuda:\\d{1,3}");

    /** Refuses unknown devices and impossible numbers, and chooses the lanes. */
    public TorchSettings {
        if (!DEVICE.matcher(device).matches()) {
            throw new IllegalArgumentException("device '" + device + "' must be auto, cpu or cuda:N");
        }
        if (lanes < 0 || threadsPerLane < 1) {
            throw new IllegalArgumentException("lanes must be 0 or more, and threads per lane 1 or more");
        }
        if (lanes == 0) {
            lanes = Math.max(1, Runtime.getRuntime().availableProcessors() / threadsPerLane);
        }
    }

    /** One lane per core. On batches of texts this gives the most throughput. */
    public static TorchSettings defaults() {
        return new TorchSettings("auto", 0, 1, null);
    }
}
