package cz.statex.aiworkers.orchestrator.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobTest {

    @ParameterizedTest(name = "{0}: {1} succeeded, {2} failed, {3} cancelled of 3 -> {4}")
    @CsvSource({
        "ALL, 0, 0, 0, RUNNING",
        "ALL, 2, 0, 0, RUNNING",
        "ALL, 3, 0, 0, SUCCEEDED",
        "ALL, 1, 1, 0, FAILED",
        "ALL, 1, 0, 1, FAILED",
        "ANY, 0, 2, 0, RUNNING",
        "ANY, 1, 0, 0, SUCCEEDED",
        "ANY, 0, 2, 1, FAILED",
        "BEST_EFFORT, 1, 1, 0, RUNNING",
        "BEST_EFFORT, 1, 1, 1, SUCCEEDED",
        "BEST_EFFORT, 0, 3, 0, FAILED"
    })
    void decidesByItsPolicy(Job.Policy policy, int succeeded, int failed, int cancelled, Job.Status expected) {
        Job job = new Job(new UUID(1, 2), policy, Job.Status.RUNNING, 3, succeeded, failed, cancelled, null, null);

        assertThat(job.decide()).isEqualTo(expected);
        assertThat(Job.Policy.ofWireName(policy.wireName())).isEqualTo(policy);
    }
}
