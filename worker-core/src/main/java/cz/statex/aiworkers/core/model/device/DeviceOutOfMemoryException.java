package cz.statex.aiworkers.core.model.device;

/**
 * A device had no memory left for a call or a load; the model and everything before the call are intact. Less at once
 * may fit: whoever computes a batch makes room on the device, splits the batch and tries its halves once.
 */
public final class DeviceOutOfMemoryException extends RuntimeException {

    private final String device;

    /** Fails for the lack of memory on {@code device}. */
    public DeviceOutOfMemoryException(String device, String message, Throwable cause) {
        super(message, cause);
        this.device = device;
    }

    /** The device, {@code cpu} or {@code cuda:N}. */
    public String device() {
        return device;
    }
}
