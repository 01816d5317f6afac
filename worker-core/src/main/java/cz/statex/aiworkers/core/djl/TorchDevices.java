package cz.statex.aiworkers.core.djl;

import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.core.model.device.MainMemory;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The CPU and the GPUs that the engine can use. Thread-safe. */
final class TorchDevices implements Devices {

    private static final String GPU = "cuda:";
    private static final String AUTO = "auto";

    private final String configured;
    private final Gpus gpus;
    private final MainMemory mainMemory = new MainMemory();

    /** The GPUs of this machine, by number. */
    interface Gpus {

        /** How many the engine can use; 0 without its CUDA libraries. */
        int count();

        /** What the driver says of one. */
        Memory memory(int gpu);

        /** Returns to the driver what the engine keeps. */
        void trim();
    }

    TorchDevices(String configured, Gpus gpus) {
        this.configured = configured;
        this.gpus = gpus;
    }

    /** As configured; {@code auto} is the GPU with the most free memory, the CPU where there is none. */
    @Override
    public String choose() throws ModelException {
        if (configured.equals(CPU)) {
            return CPU;
        }
        int count = gpus.count();
        if (configured.equals(AUTO)) {
            return IntStream.range(0, count)
                    .boxed()
                    .max(Comparator.comparingLong(gpu -> gpus.memory(gpu).free()))
                    .map(gpu -> GPU + gpu)
                    .orElse(CPU);
        }
        if (number(configured) >= count) {
            throw new ModelException(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "device " + configured + " is configured, but this machine has " + count
                            + " GPUs that the engine can use: set ai-workers.models.device to auto or cpu, or run a"
                            + " build for CUDA where there is such a GPU",
                    null);
        }
        return configured;
    }

    @Override
    public boolean usesGpus() {
        return configured.equals(AUTO) ? gpus.count() > 0 : Devices.isGpu(configured);
    }

    @Override
    public Memory memory(String device) {
        return Devices.isGpu(device) ? gpus.memory(number(device)) : mainMemory.memory(device);
    }

    @Override
    public void trim(String device) {
        if (Devices.isGpu(device)) {
            gpus.trim();
        } else {
            CLibrary.trim();
        }
    }

    /** The number of a GPU. */
    static int number(String device) {
        return Integer.parseInt(device.substring(GPU.length()));
    }
}
