package cz.statex.aiworkers.orchestrator.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Why a task, or a request about tasks, failed. Documented for people in {@code docs/errors.md}; a test keeps that page
 * and this enum equal. Codes are only ever added.
 */
public enum ErrorCode {
    /** The message is not a task: no JSON object, wrong UTF-8, nested too deeply, or a required field is missing. */
    UNDECODABLE_MESSAGE(false),
    /** No worker serves this task type. */
    UNKNOWN_TASK_TYPE(false),
    /** The envelope or the input breaks its JSON Schema. */
    INVALID_SCHEMA(false),
    /** The input is well-formed, but this worker cannot accept its values. */
    INVALID_INPUT(false),
    /** An input is larger than its limit. */
    INPUT_TOO_LARGE(false),
    /** The document is encrypted and no password was given. */
    DOCUMENT_ENCRYPTED(false),
    /** The language is not supported by the worker or its model. */
    UNSUPPORTED_LANGUAGE(false),
    /** The catalog has no such model, or no file of it can be had. */
    MODEL_NOT_FOUND(false),
    /** A model is broken: wrong hash, truncated, a tensor is missing or misshapen; or it is larger than allowed. */
    MODEL_INVALID(false),
    /** The model cannot be loaded now, for want of memory or time. */
    MODEL_UNAVAILABLE(true),
    /** The task id is taken by a task with other content. */
    ID_CONFLICT(false),
    /** The idempotency key is taken by a task with other content. */
    IDEMPOTENCY_CONFLICT(false),
    /** {@code expires_at} passed before work began. */
    EXPIRED(false),
    /** The attempt ran past its time limit. */
    TIMEOUT(true),
    /** The process that ran the attempt disappeared. */
    WORKER_LOST(true),
    /** A person or a program cancelled the task. */
    CANCELLED(false),
    /** A service that the work needs is away. */
    DEPENDENCY_UNAVAILABLE(true),
    /** The worker threw; trying again may help. */
    PROCESSING_FAILED(true),
    /** The worker broke one of its own promises, for example by an output that breaks its schema. */
    INTERNAL(false),
    /** There is no such task, job, worker, queue or dead letter. */
    NOT_FOUND(false),
    /** The thing asked for cannot be done in the present state. */
    CONFLICT(false);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether a later attempt may end differently, unless the failure says otherwise. */
    public boolean retryable() {
        return retryable;
    }

    /** The form on the wire and in metrics, for example {@code worker_lost}. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the wire form; throws {@link IllegalArgumentException} for a name that is none. */
    @JsonCreator
    public static ErrorCode ofWireName(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
