package cz.statex.aiworkers.core.model.device;

import org.jspecify.annotations.Nullable;

/**
 * How many bytes all models on a device may take together. What inference itself takes comes on top, so a budget is
 * never the whole device.
 *
 * @param cpu bytes of main memory; null for 70 % of what the machine or container has beyond the largest heap
 * @param gpu bytes of each GPU; null for 90 % of its memory
 */
public record MemoryBudget(@Nullable Long cpu, @Nullable Long gpu) {

    private static final double CPU_SHARE = 0.7;
    private static final double GPU_SHARE = 0.9;

    /** Refuses budgets in which nothing fits. */
    public MemoryBudget {
        if ((cpu != null && cpu <= 0) || (gpu != null && gpu <= 0)) {
            throw new IllegalArgumentException("the memory for models must be more than 0 bytes");
        }
    }

    /** The default shares of whatever the machine has. */
    public static MemoryBudget shares() {
        return new MemoryBudget(null, null);
    }

    /** The bytes of {@code device}, whose memory is {@code memory}. */
    public long of(String device, Devices.Memory memory) {
        if (Devices.isGpu(device)) {
            return gpu == null ? (long) (GPU_SHARE * memory.total()) : gpu;
        }
        long beyondHeap = memory.total() - Runtime.getRuntime().maxMemory();
        return cpu == null ? (long) (CPU_SHARE * Math.max(0, beyondHeap)) : cpu;
    }
}
