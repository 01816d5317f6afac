package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.device.Devices;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One device whose memory the test decides. */
final class FakeDevices implements Devices {

    final AtomicLong used = new AtomicLong();
    final AtomicLong total = new AtomicLong(Long.MAX_VALUE);
    final AtomicInteger trims = new AtomicInteger();
    /** What a trim gives back. */
    final AtomicLong kept = new AtomicLong();

    volatile String device = CPU;
    /** Whether trims fail. */
    volatile boolean stiff;
    /** How many more times the driver can be asked. */
    final AtomicInteger answersLeft = new AtomicInteger(Integer.MAX_VALUE);

    @Override
    public String choose() {
        return device;
    }

    @Override
    public boolean usesGpus() {
        return Devices.isGpu(device);
    }

    @Override
    public Memory memory(String asked) {
        if (answersLeft.getAndDecrement() <= 0) {
            throw new IllegalStateException("the driver is lost");
        }
        return new Memory(used.get(), total.get());
    }

    @Override
    public void trim(String asked) {
        trims.incrementAndGet();
        if (stiff) {
            throw new IllegalStateException("the driver is lost");
        }
        used.addAndGet(-kept.getAndSet(0));
    }
}
