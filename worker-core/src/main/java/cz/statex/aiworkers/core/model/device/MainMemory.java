package cz.statex.aiworkers.core.model.device;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A machine without GPUs: models live in main memory. What this process takes of it is its resident set as Linux tells
 * it, 0 on other systems; the total is the container's limit where there is one. Thread-safe.
 */
public final class MainMemory implements Devices {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private final Path status;

    /** The memory of this process. */
    public MainMemory() {
        this(STATUS);
    }

    MainMemory(Path status) {
        this.status = status;
    }

    @Override
    public String choose() {
        return CPU;
    }

    @Override
    public boolean usesGpus() {
        return false;
    }

    @Override
    public Memory memory(String device) {
        return new Memory(
                resident(),
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
    }

    @Override
    public void trim(String device) {
        // Java has no means to do it: the C library gives memory back when it sees fit.
    }

    private long resident() {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(RESIDENT)) {
                    return kibibytes(line.substring(RESIDENT.length())) * 1024;
                }
            }
            return 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    private static long kibibytes(String value) {
        return Long.parseLong(List.of(value.strip().split(" ")).get(0));
    }
}
