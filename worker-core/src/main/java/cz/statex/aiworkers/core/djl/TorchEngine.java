package cz.statex.aiworkers.core.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The PyTorch engine of this process and its inference lanes: platform threads {@code aiw-infer-N} that all models
 * share, so that however many tasks wait, no more batches are computed at once than the cores allow.
 *
 * <p>The native libraries are on the class path and load with the first model; nothing is ever downloaded. Their
 * settings hold for the whole process and are those of the first engine made in it. Thread-safe. Ownership: whoever
 * makes it closes it, after the models.
 */
public final class TorchEngine implements Devices, AutoCloseable {

    /** What DJL calls it. */
    static final String NAME = "PyTorch";

    private final TorchSettings settings;
    private final TorchDevices devices;
    private final ModelObserver observer;
    private final ExecutorService lanes;

    /** Prepares an engine that nobody watches; loads nothing yet. */
    public TorchEngine(TorchSettings settings) {
        this(settings, ModelObserver.NONE);
    }

    /** Prepares an engine; loads nothing yet. */
    public TorchEngine(TorchSettings settings, ModelObserver observer) {
        this.settings = settings;
        this.observer = ModelObserver.guarded(observer);
        this.devices = new TorchDevices(settings.device(), new CudaGpus());
        configure(settings);
        AtomicInteger number = new AtomicInteger();
        this.lanes = Executors.newFixedThreadPool(settings.lanes(), work -> {
            Thread lane = new Lane(work, "aiw-infer-" + number.incrementAndGet());
            lane.setDaemon(true);
            return lane;
        });
    }

    /** A lane's thread, by which a call knows that it need not change threads. */
    static final class Lane extends Thread {
        Lane(Runnable work, String name) {
            super(work, name);
        }
    }

    /** DJL reads these once, when its classes load. What an operator has set on the command line stays. */
    private static void configure(TorchSettings settings) {
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("OPT_OUT_TRACKING", "true");
        // Shapes change with every batch: the optimizer would specialise for each, and never finish warming up.
        setIfAbsent("ai.djl.pytorch.graph_optimizer", "false");
        setIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
        setIfAbsent("ai.djl.pytorch.num_threads", Integer.toString(settings.threadsPerLane()));
        if (settings.engineDirectory() != null) {
            setIfAbsent("ENGINE_CACHE_DIR", settings.engineDirectory().toString());
        }
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** The lanes, for work that ends in calls of a model: what runs on a lane calls without changing threads. */
    public Executor lanes() {
        return lanes;
    }

    /** How this engine uses the machine. */
    public TorchSettings settings() {
        return settings;
    }

    /** Who watches its models; whatever else computes with them tells it, too. */
    public ModelObserver observer() {
        return observer;
    }

    /** As {@link TorchSettings#device()} says; loads the native libraries, so that no model is blamed for them. */
    @Override
    public String choose() throws ModelException {
        Engine.getEngine(NAME);
        return devices.choose();
    }

    @Override
    public boolean usesGpus() {
        return devices.usesGpus();
    }

    @Override
    public Memory memory(String device) {
        return devices.memory(device);
    }

    @Override
    public void trim(String device) {
        devices.trim(device);
    }

    /**
     * Loads an archive onto the device that is configured.
     *
     * @param name for messages
     * @return the model, which the caller closes
     * @throws ModelException if the engine refuses the archive, or the device is not there
     */
    public TorchModel load(Path archive, String name) throws ModelException {
        return load(archive, name, choose());
    }

    /**
     * Loads an archive onto a device.
     *
     * @param name of the model as observers and messages have it, {@code name@version}
     * @param device {@code cpu} or {@code cuda:N}
     * @return the model, which the caller closes
     * @throws ModelException if the engine refuses the archive
     * @throws DeviceOutOfMemoryException if the device has no memory left for it
     */
    public TorchModel load(Path archive, String name, String device) throws ModelException {
        Model model = Model.newInstance(
                name, Devices.isGpu(device) ? Device.gpu(TorchDevices.number(device)) : Device.cpu(), NAME);
        boolean loaded = false;
        try {
            model.load(archive);
            TorchModel torchModel = new TorchModel(name, model, device, Files.size(archive), lanes, observer);
            loaded = true;
            return torchModel;
        } catch (MalformedModelException | EngineException e) {
            if (OutOfMemory.isMeantBy(e)) {
                throw new DeviceOutOfMemoryException(
                        device, "device " + device + " has no memory left to load model " + name, e);
            }
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    "the engine refuses the archive of model " + name
                            + ": remove the model with `aiw models remove` and pull it again; if that does not help,"
                            + " correct the program and config of its catalog entry",
                    e);
        } catch (IOException e) {
            throw new ModelException(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "the archive of model " + name + " is gone or cannot be read: try again, which makes it anew, and"
                            + " see to it that nothing else deletes files of the model cache",
                    e);
        } finally {
            if (!loaded) {
                model.close();
            }
        }
    }

    /** Ends the lanes once what they compute is done. */
    @Override
    public void close() {
        lanes.shutdown();
    }
}
