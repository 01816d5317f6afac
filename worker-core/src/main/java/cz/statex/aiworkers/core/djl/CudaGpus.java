package cz.statex.aiworkers.core.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import cz.statex.aiworkers.core.model.device.Devices;
import java.lang.management.MemoryUsage;

/** The GPUs as the CUDA driver tells them. Loads the engine's libraries when it is first asked. */
final class CudaGpus implements TorchDevices.Gpus {

    @Override
    public int count() {
        return Engine.getEngine(TorchEngine.NAME).getGpuCount();
    }

    @Override
    public Devices.Memory memory(int gpu) {
        MemoryUsage usage = CudaUtils.getGpuMemory(Device.gpu(gpu));
        return new Devices.Memory(usage.getUsed(), usage.getMax());
    }

    @Override
    public void trim() {
        JniUtils.emptyCudaCache();
    }
}
