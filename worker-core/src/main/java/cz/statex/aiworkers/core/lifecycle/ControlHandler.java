package cz.statex.aiworkers.core.lifecycle;

import cz.statex.aiworkers.core.execution.DeliverySource;
import cz.statex.aiworkers.core.execution.RunningTasks;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Obeys orders from operators. Returns quickly: what takes long happens on a thread of its own. Thread-safe. */
public final class ControlHandler implements Consumer<Control> {

    private static final Logger log = LoggerFactory.getLogger(ControlHandler.class);

    private final DeliverySource source;
    private final RunningTasks running;
    private final HostState state;
    private final Set<String> taskTypes;
    private final Actions actions;

    /**
     * Obeys on behalf of one process.
     *
     * @param source paused and resumed
     * @param running tasks that may be cancelled
     * @param state remembers what is paused
     * @param taskTypes what this process serves
     * @param actions what reaches beyond tasks
     */
    public ControlHandler(
            DeliverySource source, RunningTasks running, HostState state, Set<String> taskTypes, Actions actions) {
        this.source = source;
        this.running = running;
        this.state = state;
        this.taskTypes = Set.copyOf(taskTypes);
        this.actions = actions;
    }

    @Override
    public void accept(Control order) {
        switch (order.command()) {
            case CANCEL -> cancel(order);
            case DRAIN -> inBackground("aiw-drain", false, actions.shutdown());
            case PAUSE -> affected(order).forEach(this::pause);
            case RESUME -> affected(order).forEach(this::resume);
            case LOG_LEVEL -> setLogLevel(order);
            case RELOAD_MODEL -> reload(order);
        }
    }

    private void cancel(Control order) {
        if (order.taskId() != null) {
            running.cancel(order.taskId());
        }
    }

    private Set<String> affected(Control order) {
        String taskType = order.taskType();
        if (taskType == null) {
            return taskTypes;
        }
        return taskTypes.contains(taskType) ? Set.of(taskType) : Set.of();
    }

    private void pause(String taskType) {
        log.info("Taking no more tasks of {} until told to resume", taskType);
        state.pause(taskType);
        source.pause(taskType);
    }

    private void resume(String taskType) {
        log.info("Taking tasks of {} again", taskType);
        state.resume(taskType);
        source.resume(taskType);
    }

    private void setLogLevel(Control order) {
        String[] parts =
                order.argument() == null ? new String[0] : order.argument().split("=", 2);
        if (parts.length == 2) {
            log.info("Setting the log level of '{}' to {}", parts[0], parts[1]);
            actions.logLevels().set(parts[0], parts[1]);
        } else {
            log.warn("Ignoring an order to set a log level: its argument must be logger=LEVEL");
        }
    }

    private void reload(Control order) {
        String model = order.argument();
        if (model == null) {
            log.warn("Ignoring an order to reload a model: it names none");
        } else {
            inBackground("aiw-reload", true, () -> actions.modelReload().accept(model));
        }
    }

    private static void inBackground(String name, boolean daemon, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(daemon);
        thread.start();
    }

    /** Changes the level of a logger; an unknown level is an {@link IllegalArgumentException}. */
    public interface LogLevels {
        /** Sets {@code level} (TRACE to OFF) for {@code logger} and everything below it. */
        void set(String logger, String level);
    }

    /**
     * What reaches beyond tasks.
     *
     * @param shutdown stops the process in good order
     * @param logLevels changes log levels
     * @param modelReload loads a model anew, by name
     */
    public record Actions(Runnable shutdown, LogLevels logLevels, Consumer<String> modelReload) {}
}
