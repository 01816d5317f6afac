package cz.statex.aiworkers.core.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** The words that the sentences of the store contracts share. */
abstract class StoreWords {

    static final Duration LEASE = Duration.ofSeconds(30);
    static final TaskError BROKEN = TaskError.of(ErrorCode.PROCESSING_FAILED, "it broke");

    /** The store under test; the same one for all tests of the class, or a new one for each. */
    protected abstract StoreHarness harness();

    static Task.Builder aTask() {
        return Task.builder(UUID.randomUUID(), "contract.echo").input("text", "hello");
    }

    /** A fingerprint in the form of real ones. */
    static String fingerprint(String content) {
        return String.format(Locale.ROOT, "%064x", content.hashCode() & 0xFFFF_FFFFL);
    }

    final Claim claim(Task task) {
        return claimAs("worker-a", task);
    }

    final Claim claimAs(String workerId, Task task) {
        return harness().store().claim(task, fingerprint("same"), workerId, LEASE);
    }

    final Attempt granted(Task task) {
        return granted("worker-a", task);
    }

    final Attempt granted(String workerId, Task task) {
        Claim claim = claimAs(workerId, task);
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).attempt();
    }

    final Task finished(Task task) {
        Claim claim = claim(task);
        assertThat(claim).isInstanceOf(Claim.Finished.class);
        return ((Claim.Finished) claim).task();
    }

    final Task stored(UUID id) {
        return harness().find(id).orElseThrow();
    }

    static ObjectNode output(String text) {
        return Wire.mapper().createObjectNode().put("text", text);
    }

    static Settlement success(String text) {
        return new Settlement.Succeeded(output(text), null, new Task.Timings(1, 2, 3, 4), false);
    }

    static Settlement retryIn(Duration delay) {
        return new Settlement.Retry(BROKEN, delay);
    }

    final Relayed relay() {
        Relayed relayed = new Relayed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        harness().outbox().dispatch(10_000, (tasks, results, jobs) -> {
            relayed.tasks.addAll(tasks);
            relayed.results.addAll(results);
            relayed.jobs.addAll(jobs);
        });
        return relayed;
    }

    /** What one run of the relay published. */
    record Relayed(List<Task> tasks, List<Task> results, List<Job> jobs) {

        List<UUID> taskIds() {
            return tasks.stream().map(Task::id).toList();
        }

        List<UUID> resultIds() {
            return results.stream().map(Task::id).toList();
        }

        List<Job> announcementsOf(UUID jobId) {
            return jobs.stream().filter(job -> job.id().equals(jobId)).toList();
        }
    }
}
