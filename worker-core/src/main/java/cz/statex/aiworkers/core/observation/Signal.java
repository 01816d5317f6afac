package cz.statex.aiworkers.core.observation;

/**
 * Every metric and span that the task runtime emits, by its name. Metrics follow Micrometer's dots, which Prometheus
 * shows as {@code ai_worker_tasks_total} and the like. No metric is tagged with anything that submitters choose freely.
 */
public enum Signal {
    /** Counter {type, outcome}: deliveries by how they ended. */
    TASKS("ai.worker.tasks"),
    /** Timer {type, outcome}: from taking up a delivery to its end. */
    TASK_DURATION("ai.worker.task.duration"),
    /** Timer {type}: from submission to the start of the attempt. */
    QUEUE_WAIT("ai.worker.queue.wait"),
    /** Timer {type, stage}: each of the seven steps. */
    STAGE_DURATION("ai.worker.stage.duration"),
    /** Counter {type, code}: failed attempts that are tried again. */
    RETRIES("ai.worker.retries"),
    /** Counter {type, result}: questions to the result cache, {@code hit} or {@code miss}. */
    CACHE_REQUESTS("ai.cache.requests"),

    /** Gauge: how many tasks this process works on at once. */
    SLOTS("ai.worker.slots"),
    /** Gauge: how many it works on now. */
    INFLIGHT("ai.worker.inflight"),
    /** Gauge: deliveries that wait for a slot. */
    WAITING("ai.worker.waiting"),

    /** Gauge: seconds since the last heartbeat that the store took. */
    HEARTBEAT_AGE("ai.worker.heartbeat.age"),
    /** Counter: leases that a heartbeat found lost. */
    LEASES_LOST("ai.worker.leases.lost"),
    /** Counter: attempts of lost workers that this process brought back. */
    REAPED("ai.worker.reaped"),
    /** Counter: messages that this process's relay published. */
    RELAYED("ai.worker.relayed"),
    /** Counter: results whose reply queue was gone. */
    UNROUTABLE_REPLIES("ai.worker.replies.unroutable"),
    /** Counter: calls to the shared result cache that failed and counted as misses. */
    CACHE_UNAVAILABLE("ai.cache.unavailable"),

    /** Span of kind CONSUMER, followed by the task type: one delivery. */
    PROCESS_SPAN("process"),
    /** Span: decoding, the check of the envelope and the claim. */
    RECEPTION_SPAN("reception"),
    /** Span: the check of the input against its schema. */
    VALIDATION_SPAN("validation"),
    /** Span: from JSON to the worker's input. */
    PREPROCESSING_SPAN("preprocessing"),
    /** Span: the worker's own work. */
    PROCESSING_SPAN("processing"),
    /** Span: from the worker's output to JSON, and its check. */
    POSTPROCESSING_SPAN("postprocessing"),
    /** Span: store, publish, acknowledge. */
    SUBMISSION_SPAN("submission"),
    /** Span: what the attempt leaves behind is removed. */
    CLEANUP_SPAN("cleanup");

    private final String signalName;

    Signal(String signalName) {
        this.signalName = signalName;
    }

    /** The name as it is emitted. */
    public String signalName() {
        return signalName;
    }
}
