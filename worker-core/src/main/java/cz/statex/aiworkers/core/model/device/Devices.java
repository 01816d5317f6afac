package cz.statex.aiworkers.core.model.device;

import cz.statex.aiworkers.core.model.catalog.ModelException;

/** The devices that models can be loaded onto, called {@code cpu} and {@code cuda:N}. Thread-safe. */
public interface Devices {

    /** The name of the CPU and its main memory. */
    String CPU = "cpu";

    /**
     * Where the next model goes.
     *
     * @throws ModelException {@code model_unavailable} if the device that is configured is not there
     */
    String choose() throws ModelException;

    /** Whether models go to a GPU, or would if it were there. */
    boolean usesGpus();

    /** How much of a device's memory is taken at this moment, by whomever. */
    Memory memory(String device);

    /** Returns to the device what the process keeps of it for later use though no model takes it any more. */
    void trim(String device);

    /** Whether a device is a GPU. */
    static boolean isGpu(String device) {
        return !device.equals(CPU);
    }

    /**
     * The memory of a device, in bytes.
     *
     * @param used what is taken; of main memory only what this process takes
     * @param total all there is; of main memory what the machine or the container has
     */
    record Memory(long used, long total) {

        /** What is not taken. */
        public long free() {
            return total - used;
        }
    }
}
