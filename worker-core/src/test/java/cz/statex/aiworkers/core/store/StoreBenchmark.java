package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.testing.TestServers;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * Prints how many claim and settle pairs a second the store takes from 1 and from 64 callers, with fsync on. Arguments:
 * seconds per run (5).
 */
final class StoreBenchmark {

    private static final String INPUT = "the quick \"brown\" fox, ".repeat(44);

    private StoreBenchmark() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        try (StoreFixture store = new StoreFixture(TestServers.database(StoreBenchmark.class))) {
            run(store, 64, seconds);
            for (int callers : List.of(1, 8, 64)) {
                double perSecond = run(store, callers, seconds);
                System.out.printf("%2d callers: %6.0f claim+settle pairs/s%n", callers, perSecond);
            }
            System.out.printf(
                    "hot updates: %d of %d%n",
                    store.count("select pg_stat_get_tuples_hot_updated('task'::regclass)"),
                    store.count("select pg_stat_get_tuples_updated('task'::regclass)"));
        }
    }

    private static double run(StoreFixture store, int callers, int seconds) throws Exception {
        AtomicLong pairs = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        long start = System.nanoTime();
        long end = start + Duration.ofSeconds(seconds).toNanos();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            running.add(threads.submit(() -> {
                while (System.nanoTime() < end) {
                    pair(store);
                    pairs.incrementAndGet();
                }
            }));
        }
        for (Future<?> caller : running) {
            caller.get();
        }
        threads.shutdown();
        return pairs.get() * 1e9 / (System.nanoTime() - start);
    }

    private static void pair(StoreFixture store) {
        Task task = Task.builder(UUID.randomUUID(), "bench.noop")
                .input("text", INPUT)
                .build();
        ObjectNode output = Wire.mapper().createObjectNode().put("length", INPUT.length());
        Claim claim = store.tasks.claim(task, "fingerprint", null, "bench", Duration.ofSeconds(30));
        if (!(claim instanceof Claim.Granted granted)
                || store.tasks.settle(granted.attempt(), success(output)).isEmpty()) {
            throw new IllegalStateException("a new task was not granted, or its settlement was not taken: " + claim);
        }
    }

    private static Settlement success(ObjectNode output) {
        return new Settlement.Succeeded(output, null, new Task.Timings(1, 0.1, 0.2, 0.3), false);
    }
}
