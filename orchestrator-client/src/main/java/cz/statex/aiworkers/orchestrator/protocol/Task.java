package cz.statex.aiworkers.orchestrator.protocol;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task: as submitted, as stored, and as its result. One record serves all three, so that whoever reads a result finds
 * the fields of the submission under the same names. Only {@code id} and {@code task_type} are required to submit one.
 *
 * <p>The JSON trees in it are shared, not copied: treat them as immutable.
 *
 * @param id unique id, chosen by the submitter
 * @param jobId the job it belongs to
 * @param workerId the worker that ran the last attempt
 * @param taskType what is to be done, for example {@code text.summarize}
 * @param status where it stands; absent means queued
 * @param inputData what the work is done on
 * @param parameters how the work is done
 * @param outputData the output, once succeeded
 * @param error the failure, once failed, and while retrying the last one
 * @param errorMessage {@code error.message} again, under the name plain clients look for
 * @param createdAt when it was submitted
 * @param startedAt when its last attempt began
 * @param completedAt when it ended
 * @param retryCount attempts after the first
 * @param maxRetries how many such attempts are allowed; absent means 3
 * @param attempt number of the last attempt, from 1
 * @param priority its priority class; absent means normal
 * @param idempotencyKey a submission with the same type and key is the same task
 * @param notBefore do not begin before this time
 * @param expiresAt do not begin after this time
 * @param timeoutSeconds time limit of one attempt
 * @param replyTo queue that also gets the result
 * @param progress how far a running task is
 * @param model the model that produced the output
 * @param timings where the time went
 * @param cached true if the output came from the result cache
 * @param duplicateOf the first task of the same idempotency key, whose result this is
 */
public record Task(
        @NotNull UUID id,
        @Nullable UUID jobId,
        @Nullable String workerId,
        @NotNull @Size(min = 1, max = 128) String taskType,
        @Nullable TaskStatus status,
        @Nullable ObjectNode inputData,
        @Nullable ObjectNode parameters,
        @Nullable ObjectNode outputData,
        @Nullable TaskError error,
        @Nullable String errorMessage,
        @Nullable Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable @Min(0) Integer retryCount,
        @Nullable @Min(0) @Max(100) Integer maxRetries,
        @Nullable @Min(0) Integer attempt,
        @Nullable Priority priority,
        @Nullable @Size(min = 1, max = 256) String idempotencyKey,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable @Min(1) @Max(86_400) Integer timeoutSeconds,
        @Nullable @Size(min = 1, max = 255) String replyTo,
        @Nullable Progress progress,
        @Nullable ModelRef model,
        @Nullable Timings timings,
        @Nullable Boolean cached,
        @Nullable UUID duplicateOf) {

    /** Attempts after the first, when the submitter names no number. */
    public static final int DEFAULT_MAX_RETRIES = 3;

    /**
     * How far a running task is.
     *
     * @param percent 0 to 100
     * @param stage what it does now, for people
     */
    public record Progress(@Min(0) @Max(100) int percent, @Nullable String stage) {}

    /**
     * Where the time of the successful attempt went, in milliseconds.
     *
     * @param queueMs from submission to the start of the attempt
     * @param preprocessMs fetching, checking and binding the input
     * @param inferenceMs the worker's own {@code process}
     * @param postprocessMs checking and encoding the output
     */
    public record Timings(double queueMs, double preprocessMs, double inferenceMs, double postprocessMs) {}

    /** Starts a task of the given id and type. */
    public static Builder builder(UUID id, String taskType) {
        return new Builder(id, taskType);
    }

    /** A builder that starts with everything this task has. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The priority class, {@link Priority#NORMAL} if none is named. */
    public Priority priorityOrDefault() {
        return priority == null ? Priority.NORMAL : priority;
    }

    /** The status, {@link TaskStatus#QUEUED} if none is named. */
    public TaskStatus statusOrDefault() {
        return status == null ? TaskStatus.QUEUED : status;
    }

    /** The allowed attempts after the first, {@link #DEFAULT_MAX_RETRIES} if none is named. */
    public int maxRetriesOrDefault() {
        return maxRetries == null ? DEFAULT_MAX_RETRIES : maxRetries;
    }

    /** Assembles a {@link Task} field by field. Not thread-safe. */
    public static final class Builder {
        private UUID id;
        private @Nullable UUID jobId;
        private @Nullable String workerId;
        private String taskType;
        private @Nullable TaskStatus status;
        private @Nullable ObjectNode inputData;
        private @Nullable ObjectNode parameters;
        private @Nullable ObjectNode outputData;
        private @Nullable TaskError error;
        private @Nullable Instant createdAt;
        private @Nullable Instant startedAt;
        private @Nullable Instant completedAt;
        private @Nullable Integer maxRetries;
        private @Nullable Integer attempt;
        private @Nullable Priority priority;
        private @Nullable String idempotencyKey;
        private @Nullable Instant notBefore;
        private @Nullable Instant expiresAt;
        private @Nullable Integer timeoutSeconds;
        private @Nullable String replyTo;
        private @Nullable Progress progress;
        private @Nullable ModelRef model;
        private @Nullable Timings timings;
        private @Nullable Boolean cached;
        private @Nullable UUID duplicateOf;

        private Builder(UUID id, String taskType) {
            this.id = id;
            this.taskType = taskType;
        }

        private Builder(Task task) {
            id = task.id;
            jobId = task.jobId;
            workerId = task.workerId;
            taskType = task.taskType;
            status = task.status;
            inputData = task.inputData;
            parameters = task.parameters;
            outputData = task.outputData;
            error = task.error;
            createdAt = task.createdAt;
            startedAt = task.startedAt;
            completedAt = task.completedAt;
            maxRetries = task.maxRetries;
            attempt = task.attempt;
            priority = task.priority;
            idempotencyKey = task.idempotencyKey;
            notBefore = task.notBefore;
            expiresAt = task.expiresAt;
            timeoutSeconds = task.timeoutSeconds;
            replyTo = task.replyTo;
            progress = task.progress;
            model = task.model;
            timings = task.timings;
            cached = task.cached;
            duplicateOf = task.duplicateOf;
        }

        public Builder id(UUID value) {
            id = value;
            return this;
        }

        public Builder taskType(String value) {
            taskType = value;
            return this;
        }

        public Builder jobId(@Nullable UUID value) {
            jobId = value;
            return this;
        }

        public Builder workerId(@Nullable String value) {
            workerId = value;
            return this;
        }

        public Builder status(@Nullable TaskStatus value) {
            status = value;
            return this;
        }

        public Builder inputData(@Nullable ObjectNode value) {
            inputData = value;
            return this;
        }

        public Builder parameters(@Nullable ObjectNode value) {
            parameters = value;
            return this;
        }

        /** Adds one field of {@code input_data}; any value that Jackson can turn into JSON. */
        public Builder input(String name, Object value) {
            inputData = with(inputData, name, value);
            return this;
        }

        /** Adds one field of {@code parameters}; any value that Jackson can turn into JSON. */
        public Builder parameter(String name, Object value) {
            parameters = with(parameters, name, value);
            return this;
        }

        public Builder outputData(@Nullable ObjectNode value) {
            outputData = value;
            return this;
        }

        /** Sets {@code error} and {@code error_message}. */
        public Builder error(@Nullable TaskError value) {
            error = value;
            return this;
        }

        public Builder createdAt(@Nullable Instant value) {
            createdAt = value;
            return this;
        }

        public Builder startedAt(@Nullable Instant value) {
            startedAt = value;
            return this;
        }

        public Builder completedAt(@Nullable Instant value) {
            completedAt = value;
            return this;
        }

        public Builder maxRetries(@Nullable Integer value) {
            maxRetries = value;
            return this;
        }

        /** Sets {@code attempt} and the {@code retry_count} that follows from it. */
        public Builder attempt(@Nullable Integer value) {
            attempt = value;
            return this;
        }

        public Builder priority(@Nullable Priority value) {
            priority = value;
            return this;
        }

        public Builder idempotencyKey(@Nullable String value) {
            idempotencyKey = value;
            return this;
        }

        public Builder notBefore(@Nullable Instant value) {
            notBefore = value;
            return this;
        }

        public Builder expiresAt(@Nullable Instant value) {
            expiresAt = value;
            return this;
        }

        public Builder timeoutSeconds(@Nullable Integer value) {
            timeoutSeconds = value;
            return this;
        }

        public Builder replyTo(@Nullable String value) {
            replyTo = value;
            return this;
        }

        public Builder progress(@Nullable Progress value) {
            progress = value;
            return this;
        }

        public Builder model(@Nullable ModelRef value) {
            model = value;
            return this;
        }

        public Builder timings(@Nullable Timings value) {
            timings = value;
            return this;
        }

        public Builder cached(@Nullable Boolean value) {
            cached = value;
            return this;
        }

        public Builder duplicateOf(@Nullable UUID value) {
            duplicateOf = value;
            return this;
        }

        /** The task with all fields set so far. */
        public Task build() {
            Integer retryCount = attempt == null ? null : Math.max(0, attempt - 1);
            String errorMessage = error == null ? null : error.message();
            return new Task(
                    id,
                    jobId,
                    workerId,
                    taskType,
                    status,
                    inputData,
                    parameters,
                    outputData,
                    error,
                    errorMessage,
                    createdAt,
                    startedAt,
                    completedAt,
                    retryCount,
                    maxRetries,
                    attempt,
                    priority,
                    idempotencyKey,
                    notBefore,
                    expiresAt,
                    timeoutSeconds,
                    replyTo,
                    progress,
                    model,
                    timings,
                    cached,
                    duplicateOf);
        }

        private static ObjectNode with(@Nullable ObjectNode node, String name, Object value) {
            ObjectNode copy = node == null ? Wire.mapper().createObjectNode() : node.deepCopy();
            copy.set(name, Wire.mapper().valueToTree(value));
            return copy;
        }
    }
}
