package cz.statex.aiworkers.core.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.registry.Outbox.Owed;
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

    /** The trace that the tasks of this class were submitted in. */
    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

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
        return harness().store().claim(task, fingerprint("same"), TRACE, workerId, LEASE);
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
    record Relayed(List<Owed> tasks, List<Owed> results, List<Job> jobs) {

        List<UUID> taskIds() {
            return idsOf(tasks);
        }

        List<UUID> resultIds() {
            return idsOf(results);
        }

        /** The task as it went back to its queue. */
        Owed task(UUID id) {
            return of(id, tasks);
        }

        /** The task as it was told to the orchestrator. */
        Owed result(UUID id) {
            return of(id, results);
        }

        private static List<UUID> idsOf(List<Owed> owed) {
            return owed.stream().map(one -> one.task().id()).toList();
        }

        private static Owed of(UUID id, List<Owed> owed) {
            return owed.stream()
                    .filter(one -> one.task().id().equals(id))
                    .reduce((one, other) -> {
                        throw new AssertionError("published twice: " + one);
                    })
                    .orElseThrow(() -> new AssertionError("not published: " + id));
        }

        List<Job> announcementsOf(UUID jobId) {
            return jobs.stream().filter(job -> job.id().equals(jobId)).toList();
        }
    }
}
