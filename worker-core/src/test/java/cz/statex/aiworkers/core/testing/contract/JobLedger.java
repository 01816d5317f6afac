package cz.statex.aiworkers.core.testing.contract;

import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The jobs of {@link InMemoryTaskStore}, guarded by its monitor. */
final class JobLedger {

    private final Map<UUID, Job> jobs = new LinkedHashMap<>();
    private final Set<UUID> announceDue = new LinkedHashSet<>();

    void add(Job job) {
        jobs.putIfAbsent(job.id(), job);
    }

    Job get(UUID id) {
        return Objects.requireNonNull(jobs.get(id), "no such job");
    }

    List<Job> due() {
        return announceDue.stream().map(this::get).toList();
    }

    void announced() {
        announceDue.clear();
    }

    void count(@Nullable UUID id, TaskStatus ended, Instant now) {
        Job job = id == null ? null : jobs.get(id);
        if (job == null) {
            return;
        }
        Job counted = counted(job, ended, job.status(), job.completedAt());
        if (job.status() == Job.Status.RUNNING && counted.decide() != Job.Status.RUNNING) {
            counted = counted(job, ended, counted.decide(), now);
            announceDue.add(job.id());
        }
        jobs.put(job.id(), counted);
    }

    private static Job counted(Job job, TaskStatus ended, Job.Status status, @Nullable Instant completedAt) {
        boolean failed = ended == TaskStatus.FAILED || ended == TaskStatus.EXPIRED;
        return new Job(
                job.id(),
                job.policy(),
                status,
                job.total(),
                job.succeeded() + (ended == TaskStatus.SUCCEEDED ? 1 : 0),
                job.failed() + (failed ? 1 : 0),
                job.cancelled() + (ended == TaskStatus.CANCELLED ? 1 : 0),
                job.createdAt(),
                completedAt);
    }
}
