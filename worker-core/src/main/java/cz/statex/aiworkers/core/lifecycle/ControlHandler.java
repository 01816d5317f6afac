package cz.statex.aiworkers.core.lifecycle;

import cz.statex.aiworkers.core.execution.RunningTasks;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Obeys orders from operators. Returns quickly: what takes long happens on a thread of its own. Thread-safe. */
public final class ControlHandler implements Consumer<Control> {

    private static final Logger log = LoggerFactory.getLogger(ControlHandler.class);

    private final Pauses pauses;
    private final RunningTasks running;
    private final Actions actions;

    /**
     * Obeys on behalf of one process.
     *
     * @param pauses what this process takes no tasks of
     * @param running tasks that may be cancelled
     * @param actions what reaches beyond tasks
     */
    public ControlHandler(Pauses pauses, RunningTasks running, Actions actions) {
        this.pauses = pauses;
        this.running = running;
        this.actions = actions;
    }

    @Override
    public void accept(Control order) {
        switch (order.command()) {
            case CANCEL -> cancel(order);
            case DRAIN -> inBackground("aiw-drain", false, actions.shutdown());
            case PAUSE -> pauses.pause(order.taskType());
            case RESUME -> pauses.resume(order.taskType());
            case LOG_LEVEL -> setLogLevel(order);
            case RELOAD_MODEL -> reload(order);
        }
    }

    private void cancel(Control order) {
        if (order.taskId() != null) {
            running.cancel(order.taskId());
        }
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
