package cz.statex.aiworkers.orchestrator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client does on any broker. */
abstract class AiWorkersClientContract {

    static final Duration LIMIT = Duration.ofSeconds(20);

    private FakeFleet workers;
    private AiWorkersClient client;

    abstract String brokerUrl();

    @BeforeEach
    void connect() {
        workers = FakeFleet.start(brokerUrl());
        client = AiWorkersClient.connect(ClientOptions.of(brokerUrl())
                .withPollInterval(Duration.ofMillis(200))
                .withName("test-client"));
    }

    @AfterEach
    void disconnect() {
        client.close();
        workers.close();
    }

    @Test
    void aSubmittedTaskComesBackWithItsOutput() {
        Task result = client.submit(echo("hello")).await(LIMIT);

        assertThat(result.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(result.outputData()).hasToString("{\"text\":\"hello\"}");
    }

    @Test
    void aFailedTaskIsAResultAndNotAnException() {
        Task result = client.await(client.submit(echo("fail please")), LIMIT);

        assertThat(result.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(result.error()).isNotNull().satisfies(error -> assertThat(error.code())
                .isEqualTo(ErrorCode.PROCESSING_FAILED));
    }

    @Test
    void aMessageIsDurableAndCarriesIdReplyQueueTimeAndPriority() {
        Task task = echo("x").toBuilder().priority(Priority.HIGH).build();
        client.submit(task).await(LIMIT);

        assertThat(workers.deliveries).singleElement().satisfies(delivery -> {
            assertThat(delivery.getProperties().getDeliveryMode()).isEqualTo(2);
            assertThat(delivery.getProperties().getMessageId())
                    .isEqualTo(task.id().toString());
            assertThat(delivery.getProperties().getCorrelationId())
                    .isEqualTo(task.id().toString());
            assertThat(delivery.getProperties().getReplyTo()).startsWith("ai-replies.");
            assertThat(delivery.getEnvelope().getRoutingKey()).isEqualTo("test.echo.high");
        });
        assertThat(workers.stored(task.id())).satisfies(stored -> {
            assertThat(stored).isNotNull();
            assertThat(stored.createdAt()).isNotNull();
            assertThat(stored.replyTo()).startsWith("ai-replies.");
        });
    }

    @Test
    void aTaskThatNobodyAwaitsAsksForNoReply() {
        Task task = echo("x");
        client.submitAndForget(task);
        await().until(() -> workers.hasEnded(task.id()));
        assertThat(workers.deliveries).singleElement().satisfies(delivery -> assertThat(
                        delivery.getProperties().getReplyTo())
                .isNull());
        assertThat(Objects.requireNonNull(workers.stored(task.id())).replyTo()).isNull();
        assertThatThrownBy(() -> client.submitAndForget(
                        AiWorkersClient.newTask("custom.nobody").build()))
                .isInstanceOf(AiWorkersException.UnknownTaskType.class);
    }

    @Test
    void anInvalidTaskIsRefusedBeforeAnythingIsSent() {
        Task invalid =
                AiWorkersClient.newTask("test.echo").parameter("times", 20).build();

        assertThatThrownBy(() -> client.submit(invalid))
                .isInstanceOfSatisfying(AiWorkersException.InvalidTask.class, e -> assertThat(e.violations())
                        .extracting(Object::toString)
                        .containsExactlyInAnyOrder(
                                "input_data.text is required", "parameters.times must be at most 9 (is 20)"));
        assertThat(workers.deliveries).isEmpty();
    }

    @Test
    void whoeverWatchesATaskHearsThatItCouldNotBeSubmitted() {
        Task task = AiWorkersClient.newTask("custom.nobody").build();
        TaskHandle watching = client.watch(task.id(), task.taskType());

        assertThatThrownBy(() -> client.submit(task)).isInstanceOf(AiWorkersException.UnknownTaskType.class);

        assertThatThrownBy(() -> watching.await(LIMIT)).isInstanceOf(AiWorkersException.UnknownTaskType.class);
    }

    @Test
    void aTypeThatNobodyServesIsRefused() {
        Task task = AiWorkersClient.newTask("custom.nobody").build();

        assertThatThrownBy(() -> client.submit(task))
                .isInstanceOf(AiWorkersException.UnknownTaskType.class)
                .hasMessageContaining("custom.nobody");
        assertThat(client.submit(echo("still works")).await(LIMIT).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void progressIsTold() {
        List<Integer> percents = new ArrayList<>();
        CompletableFuture<Task> result = client.submit(echo("hold"))
                .onProgress(task -> percents.add(
                        task.progress() == null ? -1 : task.progress().percent()))
                .result();
        Task told =
                AiWorkersClient.newTask("test.echo").input("text", "progress").build();
        TaskHandle handle = client.watch(told.id(), told.taskType()).onProgress(task -> {
            if (task.progress() != null) {
                percents.add(task.progress().percent());
            }
        });
        client.submit(told);
        handle.await(LIMIT);

        assertThat(percents).contains(30, 60);
        assertThat(result).isNotDone();
    }

    @Test
    void aLostReplyIsFoundByAsking() {
        Task result = client.submit(echo("silent as a grave")).await(LIMIT);

        assertThat(result.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(workers.queries).extracting(Query::operation).contains(Query.TASK_GET);
    }

    @Test
    void aTaskOfAnEarlierProcessCanBeAwaited() {
        UUID id;
        try (AiWorkersClient earlier = AiWorkersClient.connect(brokerUrl())) {
            id = earlier.submit(echo("silent")).id();
        }
        await().atMost(LIMIT).until(() -> workers.stored(id) != null);

        assertThat(client.watch(id, "test.echo").await(LIMIT).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void aHeldTaskIsCancelled() {
        TaskHandle handle = client.submit(echo("hold on"));
        await().atMost(LIMIT).until(() -> workers.stored(handle.id()) != null);

        handle.cancel();

        assertThat(handle.await(LIMIT).status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void awaitingTooShortlyIsSaid() {
        TaskHandle handle = client.submit(echo("hold"));

        assertThatThrownBy(() -> handle.await(Duration.ofMillis(100)))
                .isInstanceOf(AiWorkersException.TimedOut.class)
                .hasMessageContaining("longer than 100 ms");
    }

    @Test
    void theSameKeyIsTheSameTask() {
        Task first = AiWorkersClient.newTask("test.echo", "invoice-17")
                .input("text", "a")
                .build();
        Task again = AiWorkersClient.newTask("test.echo", "invoice-17")
                .input("text", "a")
                .build();

        assertThat(again.id()).isEqualTo(first.id());
        client.submit(first).await(LIMIT);
        assertThat(client.submit(again).await(LIMIT).id()).isEqualTo(first.id());
    }

    @Test
    void manyTasksAreSubmittedWithinTheirWindow() {
        Set<String> texts = ConcurrentHashMap.newKeySet();
        AtomicInteger open = new AtomicInteger();
        AtomicInteger mostOpen = new AtomicInteger();
        Stream<Task> tasks = IntStream.range(0, 500).mapToObj(i -> {
            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
            return echo("text " + i);
        });

        long submitted = client.submitAll(tasks, 50, result -> {
            open.decrementAndGet();
            texts.add(String.valueOf(result.outputData()));
        });

        assertThat(submitted).isEqualTo(500);
        assertThat(texts).hasSize(500);
        assertThat(mostOpen.get()).isLessThanOrEqualTo(51);
    }

    @Test
    void submittingManyStopsAtTheFirstInvalidOne() {
        List<Task> tasks =
                List.of(echo("a"), AiWorkersClient.newTask("test.echo").build(), echo("b"));
        List<Task> results = new ArrayList<>();

        assertThatThrownBy(() -> client.submitAll(tasks, 1, results::add))
                .isInstanceOf(AiWorkersException.InvalidTask.class);
        assertThat(results).hasSize(1);
    }

    @Test
    void aJobIsCountedAndDecided() {
        List<Integer> ended = new ArrayList<>();
        JobHandle job = client.createJob(Job.Policy.BEST_EFFORT, List.of(echo("a"), echo("fail"), echo("c")))
                .onProgress(progress -> ended.add(progress.ended()));

        Job decided = job.await(LIMIT);

        assertThat(decided.status()).isEqualTo(Job.Status.SUCCEEDED);
        assertThat(decided.succeeded()).isEqualTo(2);
        assertThat(decided.failed()).isEqualTo(1);
        assertThat(job.tasks())
                .hasSize(3)
                .allSatisfy(task -> assertThat(task.await(LIMIT).jobId()).isEqualTo(job.id()));
        assertThat(job.progress().ended()).isEqualTo(3);
    }

    @Test
    void aJobOfAnUnknownTypeIsGivenUp() {
        List<Task> tasks = List.of(AiWorkersClient.newTask("custom.nobody").build());

        assertThatThrownBy(() -> client.createJob(Job.Policy.ALL, tasks))
                .isInstanceOf(AiWorkersException.UnknownTaskType.class);
        assertThat(workers.queries).extracting(Query::operation).contains(Query.JOB_CANCEL);
    }

    @Test
    void aJobWithAnInvalidTaskIsNotAnnounced() {
        List<Task> tasks =
                List.of(echo("a"), AiWorkersClient.newTask("test.echo").build());

        assertThatThrownBy(() -> client.createJob(Job.Policy.ALL, tasks))
                .isInstanceOf(AiWorkersException.InvalidTask.class);
        assertThat(workers.queries).isEmpty();
    }

    @Test
    void theFleetAnswersEveryQuery() {
        UUID task = client.submit(echo("a")).await(LIMIT).id();
        UUID job = UUID.randomUUID();
        Fleet fleet = client.fleet();

        assertThat(fleet.task(task).id()).isEqualTo(task);
        assertThat(fleet.tasks(new Fleet.TaskFilter(TaskStatus.SUCCEEDED, "test.echo", job, Instant.EPOCH, 5)))
                .isNotEmpty();
        assertThat(fleet.attempts(task)).extracting(Query.Attempt::workerId).containsExactly("worker-001");
        assertThat(fleet.createJob(job, Job.Policy.ANY, 2).total()).isEqualTo(2);
        assertThat(fleet.job(job).policy()).isEqualTo(Job.Policy.ANY);
        assertThat(fleet.jobs(Job.Status.RUNNING, 5)).extracting(Job::id).contains(job);
        assertThat(fleet.cancelJob(job).id()).isEqualTo(job);
        assertThat(fleet.workers()).singleElement().satisfies(worker -> assertThat(worker.slots())
                .isEqualTo(4));
        assertThat(fleet.queues()).singleElement().satisfies(queue -> assertThat(queue.ready())
                .isEqualTo(3));
        assertThat(fleet.deadLetters("dead", "test.echo", 5))
                .singleElement()
                .satisfies(letter -> assertThat(letter.body()).isNull());
        assertThat(fleet.deadLetter(FakeAnswers.DEAD_LETTER).body()).isNotNull();
        assertThat(fleet.replay(FakeAnswers.DEAD_LETTER).status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(fleet.purge(FakeAnswers.DEAD_LETTER)).isEqualTo(1);
        assertThat(fleet.purgeAll("dead")).isEqualTo(3);
        assertThat(fleet.schemas("custom.word_count").input().path("type").asString())
                .isEqualTo("object");
        fleet.pause("test.echo");
        fleet.resume("test.echo");
        fleet.reloadModel("all-minilm-l6-v2");
        assertThat(workers.queries)
                .filteredOn(query -> query.arguments().has("by"))
                .hasSize(7)
                .allSatisfy(query ->
                        assertThat(query.arguments().get("by").asString()).isEqualTo("test-client"));
    }

    @Test
    void anErrorOfTheFleetIsThrown() {
        assertThatThrownBy(() -> client.fleet().task(UUID.randomUUID()))
                .isInstanceOfSatisfying(
                        AiWorkersException.Refused.class,
                        e -> assertThat(e.error().code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> client.cancel(UUID.randomUUID())).isInstanceOf(AiWorkersException.Refused.class);
    }

    @Test
    void aQueryThatNobodyAnswersTimesOut() {
        workers.answers.mute = true;
        try (AiWorkersClient impatient = AiWorkersClient.connect(
                ClientOptions.of(brokerUrl()).withTimeouts(LIMIT, LIMIT, Duration.ofMillis(300)))) {
            assertThatThrownBy(() -> impatient.fleet().workers())
                    .isInstanceOf(AiWorkersException.TimedOut.class)
                    .hasMessageContaining("is one running?");
        }
    }

    @Test
    void closingFailsWhatIsAwaitedAndNothingElse() {
        TaskHandle handle = client.submit(echo("hold"));

        client.close();

        assertThatThrownBy(() -> handle.await(LIMIT)).isInstanceOf(AiWorkersException.Closed.class);
        assertThatThrownBy(() -> client.submit(echo("late"))).isInstanceOf(AiWorkersException.Closed.class);
    }

    @Test
    void aSpanIsMadeAndItsContextTravels() {
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .build();
        try (AiWorkersClient traced =
                AiWorkersClient.connect(ClientOptions.of(brokerUrl()).withOpenTelemetry(telemetry))) {
            traced.submit(echo("traced")).await(LIMIT);
        }
        assertThat(spans.getFinishedSpanItems()).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("publish test.echo");
            assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
            assertThat(workers.deliveries.get(0).getProperties().getHeaders().get("traceparent"))
                    .asString()
                    .startsWith("00-" + span.getTraceId() + "-" + span.getSpanId() + "-0");
        });
    }

    static Task echo(String text) {
        return AiWorkersClient.newTask("test.echo").input("text", text).build();
    }
}
