package cz.statex.aiworkers.core.observation;

import cz.statex.aiworkers.core.execution.TaskObserver.Outcome;
import cz.statex.aiworkers.core.execution.TaskObserver.Stage;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The meters of one task type, looked up once instead of at every task. Thread-safe after construction. */
final class TypeMeters {

    static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5)
    };

    private final MeterRegistry registry;
    private final String type;
    private final Map<Outcome, Counter> tasks = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Timer> durations = new EnumMap<>(Outcome.class);
    private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
    private final Timer queueWait;
    private final Counter cacheHits;
    private final Counter cacheMisses;

    TypeMeters(MeterRegistry registry, String type) {
        this.registry = registry;
        this.type = type;
        for (Outcome outcome : Outcome.values()) {
            String name = wireName(outcome);
            tasks.put(outcome, registry.counter(Signal.TASKS.signalName(), "type", type, "outcome", name));
            durations.put(outcome, timer(Signal.TASK_DURATION, "outcome", name));
        }
        for (Stage stage : Stage.values()) {
            stages.put(stage, timer(Signal.STAGE_DURATION, "stage", wireName(stage)));
        }
        queueWait = timer(Signal.QUEUE_WAIT);
        cacheHits = registry.counter(Signal.CACHE_REQUESTS.signalName(), "type", type, "result", "hit");
        cacheMisses = registry.counter(Signal.CACHE_REQUESTS.signalName(), "type", type, "result", "miss");
    }

    private Timer timer(Signal signal, String... tags) {
        return Timer.builder(signal.signalName())
                .tag("type", type)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    void ended(Outcome outcome, Duration duration) {
        get(tasks, outcome).increment();
        get(durations, outcome).record(duration);
    }

    void stage(Stage stage, Duration duration) {
        get(stages, stage).record(duration);
    }

    void queued(Duration wait) {
        queueWait.record(wait);
    }

    void cache(boolean hit) {
        (hit ? cacheHits : cacheMisses).increment();
    }

    void retried(ErrorCode code) {
        registry.counter(Signal.RETRIES.signalName(), "type", type, "code", code.wireName())
                .increment();
    }

    /** Every constant has its meter. */
    private static <K extends Enum<K>, M> M get(Map<K, M> meters, K key) {
        M meter = meters.get(key);
        if (meter == null) {
            throw new IllegalStateException("no meter for " + key);
        }
        return meter;
    }
}
