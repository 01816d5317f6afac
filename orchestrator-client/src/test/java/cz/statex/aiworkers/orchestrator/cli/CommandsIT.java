package cz.statex.aiworkers.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.embedded.EmbeddedBroker;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.FakeAnswers;
import cz.statex.aiworkers.orchestrator.client.FakeFleet;
import cz.statex.aiworkers.orchestrator.client.JobHandle;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command against workers on a real broker: output, JSON and exit code. */
class CommandsIT {

    private static EmbeddedBroker broker;

    @TempDir
    private Path directory;

    private FakeFleet workers;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.startInMemory();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void startWorkers() {
        workers = FakeFleet.start(broker.url());
    }

    @AfterEach
    void stopWorkers() {
        workers.close();
    }

    @Test
    void submitPrintsTheIdAndReturns() {
        CommandRun run = run("submit", "test.echo", "-i", "text=hold on");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("submitted ");
        assertThat(run("submit", "test.echo", "-i", "text=hold", "--json")
                        .json()
                        .propertyNames())
                .containsExactlyInAnyOrder("id", "task_type", "status");
    }

    @Test
    void submitAndWaitPrintsTheResult() {
        CommandRun run = run("submit", "test.echo", "-i", "text=42", "-p", "times=3", "--wait");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("status  succeeded (attempt 1 of 4)")
                .contains("worker  worker-001")
                .contains("output\n{\n  \"text\" : \"42\"\n}");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void submitTakesInputFromFilesAndOptions() throws IOException {
        Path text = Files.writeString(directory.resolve("a.txt"), "echo from a file");
        Path json = Files.writeString(directory.resolve("a.json"), "{\"text\":\"echo as JSON\"}");

        assertThat(output(run("submit", "test.echo", "--text-file", text.toString(), "--wait", "--json")))
                .isEqualTo("echo from a file");
        assertThat(output(run("submit", "test.echo", "--input-file", json.toString(), "--wait", "--json")))
                .isEqualTo("echo as JSON");
        assertThat(output(run("submit", "test.echo", "--json-input", "{\"text\":\"x\"}", "--wait", "--json")))
                .isEqualTo("x");
    }

    @Test
    void submitPassesEveryOptionOn() {
        UUID id = UUID.randomUUID();
        UUID job = UUID.randomUUID();
        String options = "--id " + id + " --idempotency-key k --job-id " + job
                + " --priority low --max-retries 5 --not-before 10m --expires-at 2026-03-02T00:00:00Z --task-timeout 9";
        run(("submit test.echo --input text=hold " + options).split(" "));

        await().atMost(Duration.ofSeconds(20)).until(() -> workers.stored(id) != null);
        Task task = Objects.requireNonNull(workers.stored(id));
        assertThat(task.jobId()).isEqualTo(job);
        assertThat(task.idempotencyKey()).isEqualTo("k");
        assertThat(task.maxRetries()).isEqualTo(5);
        assertThat(task.notBefore()).isEqualTo(CommandRun.NOW.plusSeconds(600));
        assertThat(task.expiresAt()).isEqualTo("2026-03-02T00:00:00Z");
        assertThat(task.timeoutSeconds()).isEqualTo(9);
    }

    @Test
    void aFailedTaskIsOne() {
        CommandRun run = run("submit", "test.echo", "-i", "text=fail", "--wait");

        assertThat(run.exitCode()).isEqualTo(ExitCode.TASK_FAILED.code());
        assertThat(run.out()).contains("error   processing_failed: it was told to fail");
    }

    @Test
    void aWaitThatIsTooLongIsFive() {
        CommandRun run = run("submit", "test.echo", "-i", "text=hold", "--wait", "--timeout", "200ms");

        assertThat(run.exitCode()).isEqualTo(ExitCode.TIMED_OUT.code());
        assertThat(run.err().lines()).singleElement().asString().contains("took longer than 200 ms");
    }

    @Test
    void anInvalidTaskOrUnknownTypeIsSix() {
        CommandRun invalid = run("submit", "test.echo", "-p", "times=20");
        CommandRun unknown = run("submit", "custom.nobody");

        assertThat(invalid.exitCode()).isEqualTo(ExitCode.INVALID_TASK.code());
        assertThat(invalid.err()).contains("input_data.text is required", "parameters.times must be at most 9");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.INVALID_TASK.code());
        assertThat(unknown.err().lines()).singleElement().asString().contains("no worker serves");
    }

    @Test
    void progressIsShownOnATerminalOnly() {
        String[] command = {"submit", "test.echo", "-i", "text=progress", "--wait"};

        assertThat(CommandRun.of(environment(), directory, true, command).err()).contains("queued", "\r");
        assertThat(run(command).err()).isEmpty();
    }

    @Test
    void resultShowsATaskAndItsState() {
        UUID ended = submit("echo");
        UUID held = submit("hold");

        assertThat(run("result", ended.toString()).exitCode()).isZero();
        assertThat(run("result", ended.toString(), "--json")
                        .json()
                        .get("status")
                        .asString())
                .isEqualTo("succeeded");
        assertThat(run("result", held.toString()).exitCode()).isEqualTo(ExitCode.NOT_ENDED.code());
        assertThat(run("result", UUID.randomUUID().toString()).exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(run("result", held.toString(), "--wait", "--timeout", "100ms")
                        .exitCode())
                .isEqualTo(ExitCode.TIMED_OUT.code());
    }

    @Test
    void cancelSaysWhatBecameOfTheTask() {
        UUID held = submit("hold");

        CommandRun run = run("cancel", held.toString(), "--type", "test.echo");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines(held + " is cancelled");
        assertThat(run("result", held.toString()).exitCode()).isEqualTo(ExitCode.TASK_FAILED.code());
    }

    @Test
    void tasksAreListedInAlignedColumns() {
        submit("echo");

        CommandRun run = run("tasks", "--status", "succeeded", "--type", "test.echo", "--before", "0s", "--limit", "5");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).matches("TASK +TYPE +STATUS +ATTEMPT +WORKER .*"));
        assertThat(run.out()).contains("test.echo  succeeded  1        worker-001");
        assertThat(run("tasks", "--json").json().isArray()).isTrue();
        assertThat(run("tasks", "attempts", UUID.randomUUID().toString()).out()).contains("worker-001", "1.00 s");
    }

    @Test
    void jobsAreListedShownAwaitedAndCancelled() {
        UUID id;
        try (AiWorkersClient client = AiWorkersClient.connect(broker.url())) {
            JobHandle job = client.createJob(
                    Job.Policy.ALL,
                    List.of(AiWorkersClient.newTask("test.echo")
                            .input("text", "echo")
                            .build()));
            id = job.id();
        }

        assertThat(run("jobs", "show", id.toString(), "--wait").exitCode()).isZero();
        assertThat(run("jobs", "--status", "succeeded").out()).contains("JOB", "1/1", "succeeded");
        assertThat(run("jobs", "show", id.toString(), "--json")
                        .json()
                        .get("total")
                        .asInt())
                .isEqualTo(1);
        assertThat(run("jobs", "cancel", id.toString()).exitCode()).isZero();
        assertThat(run("jobs", "show", UUID.randomUUID().toString()).exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    }

    @Test
    void workersAndQueuesAreListed() {
        assertThat(run("workers").out())
                .isEqualToIgnoringNewLines(
                        """
                        WORKER      STATUS  SLOTS  DEVICE  DONE  FAILED  SEEN      TASK TYPES
                        worker-001  idle    1/4    cpu     120   3       30 s ago  test.echo
                        """);
        assertThat(run("queues").out())
                .isEqualTo(run("queues", "list").out())
                .contains("ai-tasks.test.echo  test.echo  normal    3      2          open");
        assertThat(run("queues", "pause", "test.echo").out()).startsWith("test.echo is paused");
        assertThat(run("queues", "resume", "test.echo", "--json")
                        .json()
                        .get("paused")
                        .asBoolean())
                .isFalse();
        assertThat(workers.queries).extracting(Query::operation).contains(Query.QUEUE_PAUSE, Query.QUEUE_RESUME);
    }

    @Test
    void deadLettersAreListedShownReplayedAndPurged() {
        String id = FakeAnswers.DEAD_LETTER.toString();

        assertThat(run("dead-letters").out()).contains("DEAD LETTER", id, "worker_lost: the process");
        assertThat(run("dead-letters", "list", "--kind", "dead", "--type", "test.echo", "--json")
                        .json())
                .hasSize(1);
        assertThat(run("dead-letters", "show", id).out()).contains("attempts     4", "message\n{\"id\":\"x\"}");
        assertThat(run("dead-letters", "show", UUID.randomUUID().toString()).exitCode())
                .isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(run("dead-letters", "replay", id).out()).contains("is queued again");
        assertThat(run("dead-letters", "purge", id).out()).startsWith("purged 1");
        assertThat(run("dead-letters", "purge", "--all", "--kind", "dead", "--json")
                        .out())
                .startsWith("{\"purged\":3}");
    }

    @Test
    void emptyListsSaySo() {
        workers.answers.empty = true;

        assertThat(run("tasks").out()).isEqualToIgnoringNewLines("no tasks");
        assertThat(run("jobs").out()).isEqualToIgnoringNewLines("no jobs");
        assertThat(run("workers").out()).isEqualToIgnoringNewLines("no workers");
        assertThat(run("queues").out()).isEqualToIgnoringNewLines("no queues");
        assertThat(run("dead-letters").out()).isEqualToIgnoringNewLines("no dead letters");
        assertThat(run("workers", "--json").out()).isEqualToIgnoringNewLines("[]");
    }

    @Test
    void theSchemaOfACustomTypeComesFromTheFleet() {
        assertThat(run("schema", "custom.word_count", "--only", "output")
                        .json()
                        .get("type")
                        .asString())
                .isEqualTo("object");
        assertThat(run("schema", "custom.nobody").exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    }

    private UUID submit(String text) {
        CommandRun run = run("submit", "test.echo", "-i", "text=" + text, "--json");
        UUID id = UUID.fromString(run.json().get("id").asString());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> text.equals("hold") ? workers.stored(id) != null : workers.hasEnded(id));
        return id;
    }

    private static String output(CommandRun run) {
        return run.json().path("output_data").path("text").asString("");
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(environment(), directory, false, arguments);
    }

    private static Map<String, String> environment() {
        return Map.of("BROKER_URL", broker.url());
    }
}
