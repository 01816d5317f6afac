package cz.statex.aiworkers.orchestrator.protocol;

/**
 * The names of exchanges, queues, routing keys and headers. Only features that RabbitMQ 3.10 to 4.3 and the embedded
 * broker share are used; priority classes are separate queues.
 *
 * @param taskExchange the topic exchange that takes tasks; {@code BROKER_TOPIC} in the seed's words
 */
public record Topology(String taskExchange) {

    /** The default names. */
    public static final Topology DEFAULT = new Topology("ai-tasks");

    /** Topic exchange of result, progress and job events; routing key {@code <type>.<status>}, {@code job.completed}. */
    public static final String RESULT_EXCHANGE = "ai-results";

    /** Topic exchange of worker events; routing key {@code worker.registered|heartbeat|unregistered}. */
    public static final String WORKER_EXCHANGE = "ai-workers";

    /** Topic exchange of orders to workers; routing key {@code all} or {@code worker.<id>}. */
    public static final String CONTROL_EXCHANGE = "ai-control";

    /** Queue, on the default exchange, of questions to the fleet. */
    public static final String QUERY_QUEUE = "ai-queries";

    /** Routing key that reaches every worker's control queue. */
    public static final String CONTROL_ALL = "all";

    /** Routing key of the event that announces a decided job. */
    public static final String JOB_COMPLETED = "job.completed";

    /** Header: W3C trace context of the message. */
    public static final String TRACEPARENT = "traceparent";

    /** Header of unprocessable and dead messages: the error code. */
    public static final String REASON_HEADER = "x-ai-reason";

    /** Header of unprocessable and dead messages: the error message. */
    public static final String MESSAGE_HEADER = "x-ai-message";

    /** Status part of the routing key of progress events. */
    public static final String PROGRESS = "progress";

    /** The queue of a task type's priority class. */
    public String taskQueue(String taskType, Priority priority) {
        return taskExchange + "." + taskRoutingKey(taskType, priority);
    }

    /** The routing key of a task: its type, and for other classes than normal the class behind it. */
    public static String taskRoutingKey(String taskType, Priority priority) {
        return priority == Priority.NORMAL ? taskType : taskType + "." + priority.wireName();
    }

    /** The routing key of a result or progress event. */
    public static String resultRoutingKey(String taskType, String status) {
        return taskType + "." + status;
    }

    /** The routing key that reaches one worker's control queue. */
    public static String controlRoutingKey(String workerId) {
        return "worker." + workerId;
    }

    /** Queue of messages that never were a valid task. */
    public String unprocessableQueue() {
        return taskExchange + ".unprocessable";
    }

    /** Queue of tasks whose attempts are exhausted. */
    public String deadQueue() {
        return taskExchange + ".dead";
    }
}
