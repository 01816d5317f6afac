package cz.statex.aiworkers.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import cz.statex.aiworkers.core.execution.Delivery;
import cz.statex.aiworkers.core.execution.RunningTasks;
import cz.statex.aiworkers.core.execution.TaskSlots;
import cz.statex.aiworkers.core.execution.TaskStore;
import cz.statex.aiworkers.core.lifecycle.HostState.Stage;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class WorkerHostTest {

    private final ScriptedSource source = new ScriptedSource();
    private final RunningTasks running = mock(RunningTasks.class);
    private final HostState state = new HostState();
    private final CountDownLatch release = new CountDownLatch(1);
    private final TaskSlots slots = new TaskSlots(1, delivery -> hold());
    private final EchoWorker worker = new EchoWorker();
    private final StoreWatch watch = new StoreWatch(mock(TaskStore.class), source, Duration.ofSeconds(1));

    @AfterEach
    void close() {
        release.countDown();
        slots.close();
    }

    @Test
    void startsServicesInOrderThenTakesTasksAndStopsInReverse() {
        WorkerHost host = host(Duration.ofSeconds(1), service("a"), service("b"));
        assertThat(host.isRunning()).isFalse();
        assertThat(state.stage()).isEqualTo(Stage.CREATED);

        host.start();
        assertThat(state.isRunning()).isTrue();
        assertThat(host.isRunning()).isTrue();
        assertThat(host.isPauseable()).isFalse();
        host.stop();

        assertThat(source.told)
                .containsExactly("start a", "start b", "start [custom.echo]", "pauseAll", "stop", "stop b", "stop a");
        assertThat(state.stage()).isEqualTo(Stage.STOPPED);
        assertThat(host.isRunning()).isFalse();
    }

    @Test
    void startsOnceAndStopsOnce() {
        WorkerHost host = host(Duration.ofSeconds(1), service("a"));
        host.start();
        host.start();
        host.stop();
        host.stop();
        assertThat(source.told).containsOnlyOnce("start a").containsOnlyOnce("stop a");
        assertThatThrownBy(host::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void doesNotStartOnceItWasStopped() {
        WorkerHost host = host(Duration.ofSeconds(1), service("a"));
        host.stop();
        assertThat(state.stage()).isEqualTo(Stage.STOPPED);
        assertThatThrownBy(host::start).isInstanceOf(IllegalStateException.class);
        assertThat(source.told).isEmpty();
    }

    @Test
    void undoesWhatItHasStartedWhenTheRestCannot() {
        WorkerHost host = host(
                Duration.ofSeconds(1),
                service("a"),
                new HostedService(
                        "b",
                        () -> {
                            throw new IllegalStateException("no b");
                        },
                        () -> {
                            source.told.add("stop b");
                            throw new IllegalStateException("b never was");
                        }),
                service("c"));
        assertThatThrownBy(host::start).hasMessage("no b");
        assertThat(source.told).containsExactly("start a", "stop", "stop b", "stop a");
        assertThat(state.isAlive()).isFalse();
        assertThat(host.isRunning()).isFalse();
    }

    @Test
    void tellsWorkToStopWhenTheGraceIsOver() {
        WorkerHost host = host(Duration.ofMillis(50));
        Mockito.doAnswer(invocation -> {
                    release.countDown();
                    return null;
                })
                .when(running)
                .stopAll(Reason.DRAIN);
        host.start();
        HeldDelivery taken = new HeldDelivery();
        HeldDelivery waiting = new HeldDelivery();
        source.sink.accept(taken);
        await().until(() -> slots.busy() == 1);
        source.sink.accept(waiting);

        host.stop();

        verify(running).stopAll(Reason.DRAIN);
        assertThat(waiting.handedBack).isTrue();
        assertThat(slots.busy()).isZero();
    }

    @Test
    void staysFailedButStillStopsInOrder() {
        WorkerHost host = host(Duration.ofSeconds(1), service("a"));
        host.start();
        host.fail(new OutOfMemoryError("test"));
        assertThat(state.isAlive()).isFalse();
        await().until(() -> source.told.contains("pauseAll"));
        host.stop();
        assertThat(source.told).endsWith("stop", "stop a");
        assertThat(state.stage()).isEqualTo(Stage.FAILED);
    }

    @Test
    void warmsUpItsWorkersAndNamesTheOneThatFails() {
        work().warmUp();
        assertThat(worker.warm).isTrue();
        worker.failure = new IOException("no model");
        assertThatThrownBy(() -> work().warmUp())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("custom.echo")
                .hasMessageContaining("no model");
        worker.failure = new InterruptedException();
        assertThatThrownBy(() -> work().warmUp()).hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    private WorkerHost host(Duration grace, HostedService... services) {
        return new WorkerHost(work(), List.of(services), state, watch, grace);
    }

    private WorkerHost.Work work() {
        return new WorkerHost.Work(List.of(worker), source, slots, running);
    }

    private HostedService service(String name) {
        return new HostedService(name, () -> source.told.add("start " + name), () -> source.told.add("stop " + name));
    }

    private void hold() {
        try {
            boolean unused = release.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class EchoWorker extends BaseWorker<EchoWorker.Text, EchoWorker.Text> {
        private boolean warm;
        private @Nullable Exception failure;

        record Text(String text) {}

        EchoWorker() {
            super("custom.echo", Text.class, Text.class);
        }

        @Override
        public void warmUp() throws Exception {
            if (failure != null) {
                throw failure;
            }
            warm = true;
        }

        @Override
        protected Text process(Text input, TaskContext context) {
            return input;
        }
    }

    private static final class HeldDelivery implements Delivery {
        private volatile boolean handedBack;

        @Override
        public byte[] body() {
            return new byte[0];
        }

        @Override
        public java.util.Map<String, String> headers() {
            return java.util.Map.of();
        }

        @Override
        public String queueTaskType() {
            return "custom.echo";
        }

        @Override
        public Priority priority() {
            return Priority.NORMAL;
        }

        @Override
        public @Nullable String replyTo() {
            return null;
        }

        @Override
        public @Nullable String correlationId() {
            return null;
        }

        @Override
        public void ack() {}

        @Override
        public void handBack() {
            handedBack = true;
        }
    }
}
