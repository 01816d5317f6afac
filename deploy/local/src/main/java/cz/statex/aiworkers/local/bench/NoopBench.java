package cz.statex.aiworkers.local.bench;

import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.TaskHandle;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What a task costs when its work costs nothing: published with confirm, claimed, its result stored and published, and
 * acknowledged, everything durable. The same messages to a listener that only acknowledges them show the broker's share.
 */
public final class NoopBench {

    private static final int INPUT_BYTES = 1024;
    private static final int WINDOW = 512;
    private static final int WARM_UP = 2_000;
    private static final int IDLE_TASKS = 300;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private final BenchOptions options;

    /** Prepares the measurement. */
    public NoopBench(BenchOptions options) {
        this.options = options;
    }

    /**
     * The figures.
     *
     * @param tasksPerS tasks a second through the fleet
     * @param barePerS messages a second through the bare listener
     * @param ratio the former by the latter
     * @param idleP50Ms median from publish to result with one task at a time, in milliseconds
     * @param idleP99Ms 99th percentile of the same
     */
    public record Result(double tasksPerS, double barePerS, double ratio, double idleP50Ms, double idleP99Ms) {}

    /** Measures; takes some tens of seconds. */
    public Result run() throws IOException, TimeoutException, InterruptedException {
        try (BenchFleet fleet = new BenchFleet(options, List.of(NoopWorker.TASK_TYPE), NoopWorker.Workers.class)) {
            int warmUp = Math.min(WARM_UP, options.tasks());
            options.remarks().accept("warming up with " + warmUp + " tasks");
            fleet.run(tasks(warmUp), WINDOW);
            int single = Math.min(IDLE_TASKS, options.tasks());
            options.remarks().accept("one task at a time, " + single + " times");
            Latencies idle = idle(fleet.client(), single);
            options.remarks().accept(options.tasks() + " tasks of " + INPUT_BYTES + " bytes, " + WINDOW + " under way");
            double tasksPerS = options.tasks() / fleet.run(tasks(options.tasks()), WINDOW);
            options.remarks().accept("the same messages to a bare listener");
            List<byte[]> bodies = tasks(options.tasks()).map(Wire::encode).toList();
            BareListener bare =
                    new BareListener(fleet.brokerUrl(), WINDOW, options.fleet().slots());
            bare.messagesPerSecond(bodies.subList(0, warmUp));
            double barePerS = bare.messagesPerSecond(bodies);
            return new Result(
                    Figures.rounded(tasksPerS),
                    Figures.rounded(barePerS),
                    Figures.rounded(tasksPerS / barePerS),
                    Figures.rounded(idle.percentileMs(50)),
                    Figures.rounded(idle.percentileMs(99)));
        }
    }

    private static Latencies idle(AiWorkersClient client, int count) {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            Task task = task(i);
            long start = System.nanoTime();
            TaskHandle handle = client.submit(task);
            BenchFleet.requireSuccess(handle.await(ANSWER_LIMIT));
            nanos[i] = System.nanoTime() - start;
        }
        return new Latencies(nanos);
    }

    private static Stream<Task> tasks(int count) {
        return Stream.iterate(0, number -> number + 1).limit(count).map(NoopBench::task);
    }

    private static Task task(int number) {
        String text = (number + " lorem ipsum dolor sit amet ").repeat(INPUT_BYTES / 20);
        return AiWorkersClient.newTask(NoopWorker.TASK_TYPE)
                .input("text", text.substring(0, INPUT_BYTES))
                .build();
    }
}
