package cz.statex.aiworkers.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

import cz.statex.aiworkers.core.execution.RunningTasks;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.Control.Command;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlHandlerTest {

    private final ScriptedSource source = new ScriptedSource();
    private final RunningTasks running = mock(RunningTasks.class);
    private final HostState state = new HostState();
    private final List<String> levels = new CopyOnWriteArrayList<>();
    private final List<String> reloads = new CopyOnWriteArrayList<>();
    private final CountDownLatch background = new CountDownLatch(1);
    private final Pauses pauses = new Pauses(Set.of("custom.echo"), source, state, Set::of, Duration.ofMinutes(1));
    private final ControlHandler handler = new ControlHandler(
            pauses,
            running,
            new ControlHandler.Actions(
                    background::countDown, (logger, level) -> levels.add(logger + ":" + level), model -> {
                        reloads.add(model);
                        background.countDown();
                    }));

    @AfterEach
    void close() {
        pauses.close();
    }

    @Test
    void cancelsATask() {
        UUID task = UUID.randomUUID();
        handler.accept(Control.cancel(task));
        handler.accept(new Control(Command.CANCEL, null, null, null));
        verify(running).cancel(task);
    }

    @Test
    void pausesAndResumesWhatItServes() {
        handler.accept(order(Command.PAUSE, "custom.echo", null));
        handler.accept(order(Command.PAUSE, "custom.other", null));
        assertThat(state.paused()).containsExactly("custom.echo");
        handler.accept(order(Command.RESUME, "custom.echo", null));
        assertThat(state.paused()).isEmpty();
        assertThat(source.told).containsExactly("pause custom.echo", "resume custom.echo");
        verifyNoInteractions(running);
    }

    @Test
    void drainsOnAThreadOfItsOwn() throws Exception {
        handler.accept(order(Command.DRAIN, null, null));
        assertThat(background.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void setsLogLevels() {
        handler.accept(order(Command.LOG_LEVEL, null, "cz.statex=DEBUG"));
        handler.accept(order(Command.LOG_LEVEL, null, "DEBUG"));
        handler.accept(order(Command.LOG_LEVEL, null, null));
        assertThat(levels).containsExactly("cz.statex:DEBUG");
    }

    @Test
    void reloadsAModel() throws Exception {
        handler.accept(order(Command.RELOAD_MODEL, null, null));
        handler.accept(order(Command.RELOAD_MODEL, null, "all-minilm"));
        assertThat(background.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(reloads).containsExactly("all-minilm");
    }

    private static Control order(Command command, @Nullable String taskType, @Nullable String argument) {
        return new Control(command, null, taskType, argument);
    }
}
