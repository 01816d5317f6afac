package cz.statex.aiworkers.orchestrator.schema;

import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The AsyncAPI 3.0 document of the fleet, made of the topology and the records. The fleet is who receives and sends. */
final class AsyncApi {

    private static final String BINDING_VERSION = "0.3.0";
    private static final String SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12";
    private static final Topology NAMES = Topology.DEFAULT;

    /** What people get to read beside a parameter. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "task_type", "The task type, for example text.summarize; one AMQP word per dotted part.",
            "status", "How the task ended.",
            "worker_id", "Id of the worker process.");

    private final ObjectNode document = Wire.mapper().createObjectNode();
    private final ObjectNode channels;
    private final ObjectNode operations;
    private final ObjectNode messages;
    private final ObjectNode schemas;

    private AsyncApi() {
        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "AI Workers")
                .put("version", "1.0.0")
                .put(
                        "description",
                        "Wire contract, version 1, from the workers' side: what they receive and what they send. It only"
                                + " grows. A default task exchange is shown; BROKER_TOPIC names another.")
                .putObject("license")
                .put("name", "Apache-2.0");
        document.put("defaultContentType", "application/json");
        document.putObject("servers")
                .putObject("broker")
                .put("host", "localhost:5672")
                .put("protocol", "amqp")
                .put("protocolVersion", "0.9.1")
                .put("description", "RabbitMQ, or the embedded broker of a local fleet.");
        channels = document.putObject("channels");
        operations = document.putObject("operations");
        ObjectNode components = document.putObject("components");
        messages = components.putObject("messages");
        schemas = components.putObject("schemas");
    }

    /** The document; {@code taskTypes} are the types whose schemas are kept as files. */
    static ObjectNode document(List<String> taskTypes) {
        AsyncApi api = new AsyncApi();
        api.describeMessages(taskTypes);
        api.describeTasks();
        api.describeEvents();
        api.describeOrdersAndQuestions();
        return api.document;
    }

    private void describeMessages(List<String> taskTypes) {
        message("task", "task", "A task as submitted. Only id and task_type are required.");
        ObjectNode types = messages.withObject("task").putObject("x-task-types");
        for (String type : taskTypes) {
            types.putObject(type)
                    .put("input", "schemas/v1/" + type + ".input.json")
                    .put("output", "schemas/v1/" + type + ".output.json");
        }
        message("result", "task", "The task again, with its status and its output or error.");
        message("progress", "task", "A running task with its progress, at most two a second.");
        message("job", "job", "A job that is decided.");
        message("worker", "worker", "A worker process as the registry knows it.");
        message("control", "control", "An order to workers.");
        message("query", "query", "A question to the fleet.");
        message("reply", "reply", "The answer to a question.");
        messages.putObject("deadLetter")
                .put("name", "deadLetter")
                .put("summary", "A message as it was received, whatever that was; its headers say why it is here.")
                .putObject("headers")
                .put("type", "object")
                .putObject("properties")
                .setAll(properties(Topology.REASON_HEADER, Topology.MESSAGE_HEADER));
        new TreeMap<>(ContractRecords.BY_NAME).forEach((name, type) -> schemas.putObject(name)
                .put("schemaFormat", SCHEMA_FORMAT)
                .set("schema", SchemaGenerator.schemaOf(type)));
    }

    private void describeTasks() {
        routed("tasks", NAMES.taskExchange(), "{task_type}", "Tasks of normal priority.", "task");
        operation("receiveTask", "receive", "tasks", "Works on a task; its result is sent to reply_to too.")
                .set("reply", replyTo("result"));
        for (Priority priority : List.of(Priority.HIGH, Priority.LOW)) {
            String name = priority.wireName() + "PriorityTasks";
            String key = Topology.taskRoutingKey("{task_type}", priority);
            routed(name, NAMES.taskExchange(), key, "Tasks of " + priority.wireName() + " priority.", "task");
            operation(
                    "receive" + (priority == Priority.HIGH ? "High" : "Low") + "PriorityTask",
                    "receive",
                    name,
                    "The same, from the queue of its priority class.");
        }
        queue("unprocessable", NAMES.unprocessableQueue(), "Messages that never were a valid task.", "deadLetter");
        operation("keepUnprocessable", "send", "unprocessable", "Keeps a copy of a message that is no valid task.");
        queue("dead", NAMES.deadQueue(), "Tasks whose attempts are exhausted.", "deadLetter");
        operation("keepDead", "send", "dead", "Keeps a copy of a task whose attempts are exhausted.");
    }

    private void describeEvents() {
        String results = Topology.RESULT_EXCHANGE;
        routed("results", results, Topology.resultRoutingKey("{task_type}", "{status}"), "Ended tasks.", "result");
        ArrayNode ended = channels.withObject("results")
                .withObject("parameters")
                .withObject("status")
                .putArray("enum");
        Arrays.stream(TaskStatus.values())
                .filter(TaskStatus::isTerminal)
                .forEach(status -> ended.add(status.wireName()));
        operation("sendResult", "send", "results", "Tells how a task ended; two such events never differ in content.");
        routed(
                "progress",
                results,
                Topology.resultRoutingKey("{task_type}", Topology.PROGRESS),
                "Running tasks.",
                "progress");
        operation("sendProgress", "send", "progress", "Tells how far a task is.");
        routed("jobs", results, Topology.JOB_COMPLETED, "Decided jobs.", "job");
        operation("announceJob", "send", "jobs", "Tells once how a job was decided.");
        for (String event : List.of("registered", "heartbeat", "unregistered")) {
            String name = "worker" + Character.toUpperCase(event.charAt(0)) + event.substring(1);
            routed(name, Topology.WORKER_EXCHANGE, "worker." + event, "Worker events.", "worker");
            operation(name, "send", name, "A worker process tells that it is " + event + ".");
        }
    }

    private void describeOrdersAndQuestions() {
        String control = Topology.CONTROL_EXCHANGE;
        routed("controlAll", control, Topology.CONTROL_ALL, "Orders to every worker.", "control");
        operation("obeyAll", "receive", "controlAll", "Does what all workers are told.");
        routed("controlOne", control, Topology.controlRoutingKey("{worker_id}"), "Orders to one worker.", "control");
        operation("obeyOne", "receive", "controlOne", "Does what this worker is told.");
        queue("queries", Topology.QUERY_QUEUE, "Questions that any worker answers.", "query");
        operation("answerQuery", "receive", "queries", "Answers from the store.")
                .set("reply", replyTo("reply"));
        ObjectNode replies = channels.putObject("replies");
        replies.putNull("address").put("description", "The queue that a message names in its reply_to property.");
        replies.putObject("messages").setAll(references("result", "reply"));
    }

    private void message(String name, String schema, String summary) {
        messages.putObject(name)
                .put("name", name)
                .put("summary", summary)
                .put("contentType", "application/json")
                .set("payload", reference("#/components/schemas/" + schema));
        ((ObjectNode) messages.get(name))
                .putObject("headers")
                .put("type", "object")
                .putObject("properties")
                .setAll(properties(Topology.TRACEPARENT));
    }

    private void routed(String name, String exchange, String routingKey, String description, String message) {
        channel(name, routingKey, description, message)
                .put("is", "routingKey")
                .put("bindingVersion", BINDING_VERSION)
                .putObject("exchange")
                .put("name", exchange)
                .put("type", "topic")
                .put("durable", true)
                .put("autoDelete", false);
    }

    private void queue(String name, String queue, String description, String message) {
        channel(name, queue, description, message)
                .put("is", "queue")
                .put("bindingVersion", BINDING_VERSION)
                .putObject("queue")
                .put("name", queue)
                .put("durable", true)
                .put("exclusive", false)
                .put("autoDelete", false);
    }

    /** Returns its AMQP binding, to be filled. */
    private ObjectNode channel(String name, String address, String description, String message) {
        ObjectNode channel = channels.putObject(name);
        channel.put("address", address).put("description", description);
        new TreeMap<>(PARAMETERS).forEach((parameter, meaning) -> {
            if (address.contains("{" + parameter + "}")) {
                channel.withObject("parameters").putObject(parameter).put("description", meaning);
            }
        });
        channel.putObject("messages").setAll(references(message));
        return channel.putObject("bindings").putObject("amqp");
    }

    private ObjectNode operation(String name, String action, String channel, String summary) {
        ObjectNode operation = operations.putObject(name).put("action", action);
        operation.set("channel", reference("#/channels/" + channel));
        operation.put("summary", summary);
        ObjectNode binding = operation.putObject("bindings").putObject("amqp");
        if (action.equals("receive")) {
            binding.put("ack", true);
        } else {
            binding.put("deliveryMode", 2);
        }
        binding.put("bindingVersion", BINDING_VERSION);
        return operation;
    }

    private static ObjectNode replyTo(String message) {
        ObjectNode reply = Wire.mapper().createObjectNode();
        reply.putObject("address").put("location", "$message.header#/reply_to");
        reply.set("channel", reference("#/channels/replies"));
        reply.putArray("messages").add(reference("#/channels/replies/messages/" + message));
        return reply;
    }

    private static ObjectNode references(String... names) {
        ObjectNode references = Wire.mapper().createObjectNode();
        for (String name : names) {
            references.set(name, reference("#/components/messages/" + name));
        }
        return references;
    }

    private static ObjectNode properties(String... names) {
        ObjectNode properties = Wire.mapper().createObjectNode();
        for (String name : names) {
            properties.putObject(name).put("type", "string");
        }
        return properties;
    }

    private static ObjectNode reference(String target) {
        return Wire.mapper().createObjectNode().put("$ref", target);
    }
}
