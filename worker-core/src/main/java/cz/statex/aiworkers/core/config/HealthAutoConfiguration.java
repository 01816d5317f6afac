package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.execution.DeliverySource;
import cz.statex.aiworkers.core.lifecycle.HostState;
import cz.statex.aiworkers.core.lifecycle.WorkerProfile;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * {@code /health} says whether this process is sound, whatever it depends on: if not, replace it. {@code /health/ready}
 * says whether it takes tasks. {@code /health/all} shows everything, Redis included.
 */
@AutoConfiguration(after = HostAutoConfiguration.class)
class HealthAutoConfiguration {

    /** Down once the process cannot go on. */
    @Bean
    HealthIndicator workerLivenessHealthIndicator(HostState state) {
        return () -> (state.isAlive() ? Health.up() : Health.down())
                .withDetail("stage", state.stage())
                .build();
    }

    /** Up while models are warm and tasks are taken. */
    @Bean
    HealthIndicator workerReadinessHealthIndicator(HostState state, DeliverySource source, WorkerProfile profile) {
        return () -> (state.isRunning() && source.isConsuming() ? Health.up() : Health.outOfService())
                .withDetail("status", profile.status().wireName())
                .build();
    }

    /** Without this, {@code /health} would ask everything, and an absent Redis would have the process replaced. */
    @Bean
    static HealthEndpointGroupsPostProcessor livenessIsThePrimaryGroup() {
        return LivenessFirst::new;
    }
}
