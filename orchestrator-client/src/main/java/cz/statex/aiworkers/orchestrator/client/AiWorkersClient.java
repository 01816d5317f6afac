package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.client.link.BrokerLink;
import cz.statex.aiworkers.orchestrator.client.link.DaemonThreads;
import cz.statex.aiworkers.orchestrator.client.link.LinkSettings;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Submits tasks to the fleet and gets their results. Thread-safe; one client serves a whole process. It survives lost
 * connections: submissions are repeated until confirmed, and results that were missed are asked for.
 *
 * <pre>{@code
 * try (AiWorkersClient client = AiWorkersClient.connect("amqp://guest:guest@localhost:5672")) {
 *     Task task = AiWorkersClient.newTask("text.summarize").input("text", text).build();
 *     Task result = client.submit(task).await(Duration.ofMinutes(1));
 * }
 * }</pre>
 *
 * <p>Whoever connects closes. Closing leaves submitted tasks alone: they go on, and their results can be asked for by id.
 */
public final class AiWorkersClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AiWorkersClient.class);
    private static final long FASTEST_POLL_MS = 50;
    private static final int UNCONFIRMED_OF_A_JOB = 1_000;

    private final ClientOptions options;
    private final ScheduledExecutorService timer;
    private final ExecutorService callbacks;
    private final Outstanding outstanding;
    private final BrokerLink link;
    private final Questions questions;
    private final Fleet fleet;
    private final Submitter submitter;
    private final Future<?> polling;

    private AiWorkersClient(ClientOptions options) {
        this.options = options;
        this.timer = newTimer();
        this.callbacks = Executors.newSingleThreadExecutor(new DaemonThreads("aiw-client-callbacks"));
        this.outstanding = new Outstanding(options.clock(), options.pollInterval(), callbacks);
        this.link = open(options);
        Sender sender = new Sender(link, timer, options.publishTimeout());
        this.questions = new Questions(sender, options.queryTimeout());
        this.fleet = new Fleet(questions, options.name());
        this.submitter = new Submitter(sender, options.topology(), options.clock(), options.openTelemetry());
        long tick = Math.max(FASTEST_POLL_MS, options.pollInterval().toMillis() / 4);
        this.polling = timer.scheduleWithFixedDelay(this::poll, tick, tick, TimeUnit.MILLISECONDS);
    }

    /**
     * Connects with the default options.
     *
     * @throws AiWorkersException.Unreachable if there is no broker, or it refuses the credentials
     */
    public static AiWorkersClient connect(String brokerUrl) {
        return connect(ClientOptions.of(brokerUrl));
    }

    /**
     * Connects.
     *
     * @throws AiWorkersException.Unreachable if there is no broker, or it refuses the credentials
     */
    public static AiWorkersClient connect(ClientOptions options) {
        return new AiWorkersClient(options);
    }

    /** Begins a task with a new id. */
    public static Task.Builder newTask(String taskType) {
        return Task.builder(UUID.randomUUID(), taskType);
    }

    /** Begins a task whose id follows from its idempotency key: built again, even after a crash, it is the same task. */
    public static Task.Builder newTask(String taskType, String idempotencyKey) {
        return Task.builder(TaskIds.ofKey(taskType, idempotencyKey), taskType).idempotencyKey(idempotencyKey);
    }

    /**
     * Submits a task and returns when the broker keeps it durably.
     *
     * @throws AiWorkersException.InvalidTask if it breaks its schema; nothing was sent
     * @throws AiWorkersException.UnknownTaskType if no worker serves the type
     * @throws AiWorkersException.Unreachable if the broker did not confirm in time; submitting it again is safe
     */
    public TaskHandle submit(Task task) {
        submitter.check(task);
        TaskHandle handle = open(task);
        join(send(task), task);
        return handle;
    }

    /**
     * Submits a task whose result this client does not await: it is in the store, on the result exchange and in the task's
     * own reply queue, if it names one. Returns when the broker keeps the task durably; throws as {@link #submit} does.
     */
    public void submitAndForget(Task task) {
        submitter.check(task);
        join(submitter.submit(task, false), task);
    }

    private void join(CompletableFuture<Void> sent, Task task) {
        // A little longer than the submission itself waits, so that its own failure is the one that is seen.
        Waits.join(sent, options.publishTimeout().plusSeconds(1), "the submission of task " + task.id());
    }

    /**
     * Submits tasks for as long as there are any, never with more than {@code window} of them unanswered, and returns when
     * all are answered.
     *
     * <p>At the first failure it stops submitting, waits for what was submitted, then throws. Must not be called on the
     * callback thread.
     *
     * @param results gets every result, one after the other, in the order they come
     * @return how many were submitted
     */
    public long submitAll(Iterable<Task> tasks, int window, Consumer<Task> results) {
        return submitAll(tasks.iterator(), window, results);
    }

    /** Like {@link #submitAll(Iterable, int, Consumer)}; the stream is consumed as the tasks are sent, and not closed. */
    public long submitAll(Stream<Task> tasks, int window, Consumer<Task> results) {
        return submitAll(tasks.iterator(), window, results);
    }

    private long submitAll(Iterator<Task> tasks, int window, Consumer<Task> results) {
        Window inFlight = new Window(window);
        long submitted = 0;
        while (tasks.hasNext() && inFlight.enter()) {
            Task task = tasks.next();
            inFlight.follow(() -> {
                submitter.check(task);
                CompletableFuture<Void> answered = open(task).result().thenAccept(results);
                return send(task).thenCompose(sent -> answered);
            });
            submitted++;
        }
        inFlight.awaitEmpty();
        return submitted;
    }

    /**
     * Announces a job, submits its tasks and returns when the broker keeps all of them durably.
     *
     * @param tasks at least one; their {@code job_id} is set here
     * @throws AiWorkersException.InvalidTask if one of them breaks its schema; nothing was sent
     * @throws AiWorkersException if one of them cannot be submitted; the job is cancelled then
     */
    public JobHandle createJob(Job.Policy policy, List<Task> tasks) {
        UUID id = UUID.randomUUID();
        List<Task> members =
                tasks.stream().map(task -> task.toBuilder().jobId(id).build()).toList();
        members.forEach(submitter::check);
        link.listenToJobs();
        Job announced = fleet.createJob(id, policy, members.size());
        JobHandle job = outstanding.openJob(id, due -> new JobHandle(announced, fleet, due));
        Window unconfirmed = new Window(UNCONFIRMED_OF_A_JOB);
        List<TaskHandle> handles = new ArrayList<>(members.size());
        for (Task task : members) {
            if (unconfirmed.enter()) {
                TaskHandle handle = open(task);
                handles.add(job.follow(handle));
                unconfirmed.follow(() -> send(task));
            }
        }
        try {
            unconfirmed.awaitEmpty();
        } catch (AiWorkersException e) {
            giveUp(job, handles, e);
            throw e;
        }
        job.tasks(handles);
        return job;
    }

    /** Awaits a task that was submitted elsewhere, for example before a restart of this process. */
    public TaskHandle watch(UUID taskId, String taskType) {
        TaskHandle handle = outstanding.open(taskId, due -> new TaskHandle(taskId, taskType, fleet, due));
        handle.due().now();
        return handle;
    }

    /**
     * Awaits a job that was created elsewhere. Its tasks are not known here, so progress comes as the fleet is asked.
     *
     * @throws AiWorkersException.Refused if there is no such job
     */
    public JobHandle watchJob(UUID jobId) {
        link.listenToJobs();
        Job job = fleet.job(jobId);
        JobHandle handle = outstanding.openJob(jobId, due -> new JobHandle(job, fleet, due));
        handle.due().now();
        return handle;
    }

    /** Waits for a task that was submitted here; shorthand for {@link TaskHandle#await}. */
    public Task await(TaskHandle task, Duration limit) {
        return task.await(limit);
    }

    /** Cancels a task. */
    public Task cancel(UUID taskId) {
        return fleet.cancel(taskId);
    }

    /** Everything that can be asked of the fleet. */
    public Fleet fleet() {
        return fleet;
    }

    /** Closes the connection. Whatever is still awaited fails with {@link AiWorkersException.Closed}. */
    @Override
    public void close() {
        polling.cancel(false);
        link.close();
        outstanding.close();
        // What is still to be repeated runs once more and finds the link closed.
        timer.shutdown();
        callbacks.shutdown();
    }

    private static ScheduledExecutorService newTimer() {
        return Executors.newSingleThreadScheduledExecutor(new DaemonThreads("aiw-client-timer"));
    }

    private BrokerLink open(ClientOptions settings) {
        LinkSettings where = new LinkSettings(
                settings.brokerUrl(), settings.name(), settings.topology().taskExchange(), settings.connectTimeout());
        try {
            return BrokerLink.open(where, timer, new Inbox());
        } catch (IOException e) {
            timer.shutdownNow();
            callbacks.shutdownNow();
            throw new AiWorkersException.Unreachable(String.valueOf(e.getMessage()), e.getCause());
        }
    }

    private TaskHandle open(Task task) {
        return outstanding.open(task.id(), due -> new TaskHandle(task.id(), task.taskType(), fleet, due));
    }

    private CompletableFuture<Void> send(Task task) {
        return submitter.submit(task, true).whenComplete((sent, failure) -> {
            if (failure != null) {
                outstanding.abandon(task.id(), Waits.known(failure, "the submission of task " + task.id()));
            }
        });
    }

    private void giveUp(JobHandle job, List<TaskHandle> handles, AiWorkersException reason) {
        handles.forEach(handle -> outstanding.abandon(handle.id(), reason));
        outstanding.abandon(job.id(), reason);
        try {
            job.cancel();
        } catch (AiWorkersException e) {
            log.warn("Job {} could not be submitted, nor its first tasks cancelled: they will run", job.id(), e);
            reason.addSuppressed(e);
        }
    }

    private void poll() {
        try {
            outstanding.poll(questions);
        } catch (RuntimeException e) {
            log.warn("Asking for unanswered tasks failed; the next poll follows", e);
        }
    }

    private final class Inbox implements BrokerLink.Listener {

        @Override
        public void received(String routingKey, @Nullable String correlationId, byte[] body) {
            try {
                if (routingKey.equals(Topology.JOB_COMPLETED)) {
                    outstanding.received(Wire.decode(body, Job.class));
                } else if (!questions.answered(correlationId, body)) {
                    receivedTask(Wire.mapper().readTree(body));
                }
            } catch (JacksonException e) {
                log.warn("A message in the reply queue is neither an answer nor a result; it is ignored", e);
            }
        }

        private void receivedTask(JsonNode message) {
            if (message.has("id")) {
                outstanding.received(Wire.mapper().treeToValue(message, Task.class));
            } else {
                log.debug("An answer came after its question was given up; it is ignored");
            }
        }

        @Override
        public void reconnected() {
            outstanding.askForAll();
        }
    }
}
