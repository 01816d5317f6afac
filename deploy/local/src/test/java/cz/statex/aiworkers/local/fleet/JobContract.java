package cz.statex.aiworkers.local.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.local.workers.ScriptedWorker;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.Fleet;
import cz.statex.aiworkers.orchestrator.client.JobHandle;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When sets of tasks are complete, and what can be asked and ordered. */
abstract class JobContract {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    abstract FleetExtension fleet();

    @Test
    void allSucceedsWhenEveryTaskDid() {
        JobHandle job = client().createJob(Job.Policy.ALL, List.of(good("a"), good("b"), good("c")));
        Job decided = job.await(LIMIT);
        assertThat(decided.status()).isEqualTo(Job.Status.SUCCEEDED);
        assertThat(decided.succeeded()).isEqualTo(3);
        assertThat(client().fleet().job(job.id()).completedAt()).isNotNull();
        assertThat(client().fleet().jobs(Job.Status.SUCCEEDED, 50))
                .extracting(Job::id)
                .contains(job.id());
    }

    @Test
    void allFailsWithTheFirstTaskThatDoes() {
        JobHandle job = client().createJob(Job.Policy.ALL, List.of(good("a"), bad("b")));
        assertThat(job.await(LIMIT).status()).isEqualTo(Job.Status.FAILED);
    }

    @Test
    void anySucceedsWithTheFirstTaskThatDoes() {
        JobHandle job = client().createJob(Job.Policy.ANY, List.of(bad("a"), good("b"), bad("c")));
        assertThat(job.await(LIMIT).status()).isEqualTo(Job.Status.SUCCEEDED);
        JobHandle hopeless = client().createJob(Job.Policy.ANY, List.of(bad("d"), bad("e")));
        assertThat(hopeless.await(LIMIT).status()).isEqualTo(Job.Status.FAILED);
    }

    @Test
    void bestEffortWaitsForEveryTask() {
        JobHandle job = client().createJob(Job.Policy.BEST_EFFORT, List.of(bad("a"), good("b")));
        Job decided = job.await(LIMIT);
        assertThat(decided.status()).isEqualTo(Job.Status.SUCCEEDED);
        assertThat(decided.succeeded()).isEqualTo(1);
        assertThat(decided.failed()).isEqualTo(1);
    }

    @Test
    void cancelsEveryTaskOfAJob() {
        JobHandle job = client().createJob(Job.Policy.ALL, List.of(endless("a"), endless("b")));
        job.tasks().forEach(task -> await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> client().fleet().task(task.id()).status() == TaskStatus.RUNNING));
        job.cancel();
        assertThat(job.tasks())
                .allSatisfy(task -> assertThat(task.await(LIMIT).status()).isEqualTo(TaskStatus.CANCELLED));
        assertThat(job.await(LIMIT).status()).isEqualTo(Job.Status.FAILED);
    }

    @Test
    void listsWorkersQueuesAndTasks() {
        Task task = good("listed");
        client().submit(task).await(LIMIT);
        Fleet fleet = client().fleet();
        assertThat(fleet.workers()).anySatisfy(worker -> {
            assertThat(worker.capabilities())
                    .contains(ScriptedWorker.TASK_TYPE, "text.embed", "text.language", "text.summarize");
            assertThat(worker.slots()).isEqualTo(FleetExtension.SLOTS);
        });
        assertThat(fleet.queues())
                .anySatisfy(queue -> assertThat(queue.taskType()).isEqualTo(ScriptedWorker.TASK_TYPE));
        assertThat(fleet.tasks(new Fleet.TaskFilter(TaskStatus.SUCCEEDED, ScriptedWorker.TASK_TYPE, null, null, 20)))
                .extracting(Task::id)
                .contains(task.id());
        assertThat(fleet.schemas(ScriptedWorker.TASK_TYPE)
                        .input()
                        .path("properties")
                        .has("text"))
                .isTrue();
    }

    @Test
    void takesNoTaskOfAPausedTypeUntilItIsResumed() {
        client().fleet().pause(ScriptedWorker.TASK_TYPE);
        var waiting = client().submit(good("waits"));
        assertThat(client().fleet().queues())
                .anySatisfy(queue -> assertThat(queue.paused()).isTrue());
        await().during(Duration.ofSeconds(1)).until(() -> !waiting.result().isDone());
        client().fleet().resume(ScriptedWorker.TASK_TYPE);
        assertThat(waiting.await(LIMIT).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    private static Task good(String text) {
        return scripted(text).build();
    }

    private static Task bad(String text) {
        return scripted(text).parameter("permanent", true).build();
    }

    private static Task endless(String text) {
        return scripted(text).parameter("millis", 300_000).build();
    }

    private static Task.Builder scripted(String text) {
        return AiWorkersClient.newTask(ScriptedWorker.TASK_TYPE).input("text", text);
    }

    private AiWorkersClient client() {
        return fleet().client();
    }
}
