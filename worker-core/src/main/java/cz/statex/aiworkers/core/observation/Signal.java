package cz.statex.aiworkers.core.observation;

/**
 * Every metric and span that the task runtime and the model runtime emit, by its name. Metrics follow Micrometer's dots, which Prometheus
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

    /** Timer {model, outcome}: loads of models, from the files to the end of the warm-up. */
    MODEL_LOAD_DURATION("ai.model.load.duration"),
    /** Counter {model, code}: loads that failed, by the error that tasks were given. */
    MODEL_FAILURES("ai.model.failures"),
    /** Gauge {model, device, precision}: bytes that the copies of a model in memory take. */
    MODEL_BYTES("ai.model.bytes"),
    /** Counter {model, reason}: models that left memory. */
    MODEL_CLOSED("ai.model.closed"),
    /** Counter {outcome}: orders to reload a model. */
    MODEL_RELOADS("ai.model.reloads"),
    /** Counter {model, event}: files of models that were {@code fetched}, {@code quarantined} or {@code rebuilt}. */
    MODEL_FILES("ai.model.files"),
    /** Timer {model, method, outcome}: inference, from a free lane to the answer. */
    INFERENCE_DURATION("ai.model.inference.duration"),
    /** Timer {model, method}: how long inference waited for a lane. */
    LANE_WAIT("ai.model.lane.wait"),
    /** Timer {model, outcome}: a task's items in a batcher, from the first that a lane took to the last answer. */
    BATCHING_DURATION("ai.model.batching.duration"),
    /** Timer {model}: how long a task's items waited in a batcher before a lane took the first. */
    BATCHING_WAIT("ai.model.batching.wait"),
    /** Distribution {model}: inputs in a batch. */
    BATCH_ROWS("ai.model.batch.rows"),
    /** Distribution {model}: share of a batch that is padding, 0 to 1. */
    BATCH_PADDING("ai.model.batch.padding"),
    /** Gauge {device}: bytes that all models on a device take, those being loaded included. */
    MODEL_MEMORY("ai.model.memory"),
    /** Gauge {device}: bytes that all models on a device may take. */
    MODEL_MEMORY_BUDGET("ai.model.memory.budget"),
    /** Gauge {device}: bytes in use; of the CPU's memory what this process has resident, of a GPU's whoever uses it. */
    DEVICE_MEMORY_USED("ai.device.memory.used"),
    /** Gauge {device}: bytes there are; of the CPU's memory what the machine or the container has. */
    DEVICE_MEMORY_TOTAL("ai.device.memory.total"),

    /** Counter {provider, model, outcome}: requests to hosted models by how they ended. */
    HOSTED_REQUESTS("ai.hosted.requests"),
    /** Counter {provider, model, kind}: tokens that hosted models read ({@code input}) and wrote ({@code output}). */
    HOSTED_TOKENS("ai.hosted.tokens"),

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
    CLEANUP_SPAN("cleanup"),
    /** Span: the load of a model, within the step that needed it. */
    LOAD_SPAN("model load"),
    /** Span: a task's items in a batcher within a step, the wait for a lane included. */
    BATCHING_SPAN("batching"),
    /** Span: one call of a model within a step, the wait for a lane included. */
    INFERENCE_SPAN("inference");

    private final String signalName;

    Signal(String signalName) {
        this.signalName = signalName;
    }

    /** The name as it is emitted. */
    public String signalName() {
        return signalName;
    }
}
