package cz.statex.aiworkers.core.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PyTorch engine of this process and its inference lanes: platform threads {@code aiw-infer-N} that all models
 * share, so that however many tasks wait, no more batches are computed at once than the cores allow.
 *
 * <p>The native libraries are on the class path and load with the first model; nothing is ever downloaded. Their
 * settings hold for the whole process and are those of the first engine made in it. Thread-safe. Ownership: whoever
 * makes it closes it, after the models.
 */
public final class TorchEngine implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TorchEngine.class);

    private static final String ENGINE = "PyTorch";

    private final TorchSettings settings;
    private final ExecutorService lanes;

    /** Prepares an engine; loads nothing yet. */
    public TorchEngine(TorchSettings settings) {
        this.settings = settings;
        configure(settings);
        AtomicInteger number = new AtomicInteger();
        this.lanes = Executors.newFixedThreadPool(settings.lanes(), work -> {
            Thread lane = new Thread(work, "aiw-infer-" + number.incrementAndGet());
            lane.setDaemon(true);
            return lane;
        });
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

    /** How this engine uses the machine. */
    public TorchSettings settings() {
        return settings;
    }

    /**
     * Loads an archive onto the device.
     *
     * @param name for messages
     * @return the model, which the caller closes
     * @throws ModelException if the engine refuses the archive
     */
    public TorchModel load(Path archive, String name) throws ModelException {
        Model model = null;
        try {
            Device device = device();
            model = Model.newInstance(name, device, ENGINE);
            model.load(archive);
            long bytes = Files.size(archive);
            TorchModel loaded = new TorchModel(name, model, deviceName(device), bytes, lanes);
            log.debug("{} is on {}", name, loaded.device());
            return loaded;
        } catch (MalformedModelException | EngineException e) {
            close(model);
            throw new ModelException(ErrorCode.MODEL_INVALID, "the engine refuses the archive of model " + name, e);
        } catch (IOException e) {
            close(model);
            throw new ModelException(ErrorCode.MODEL_UNAVAILABLE, "the archive of model " + name + " is gone", e);
        }
    }

    private static void close(@Nullable Model model) {
        if (model != null) {
            model.close();
        }
    }

    private Device device() throws ModelException {
        if (settings.device().equals("cpu")) {
            return Device.cpu();
        }
        int gpus = Engine.getEngine(ENGINE).getGpuCount();
        if (settings.device().equals("auto")) {
            return gpus > 0 ? Device.gpu(0) : Device.cpu();
        }
        int wanted = Integer.parseInt(settings.device().substring("cuda:".length()));
        if (wanted >= gpus) {
            throw new ModelException(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "device " + settings.device() + " is configured, but this machine has " + gpus + " GPUs",
                    null);
        }
        return Device.gpu(wanted);
    }

    private static String deviceName(Device device) {
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }

    /** Ends the lanes once what they compute is done. */
    @Override
    public void close() {
        lanes.shutdown();
    }
}
