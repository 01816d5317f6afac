package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.config.properties.RegistryProperties;
import cz.statex.aiworkers.core.execution.RunningTasks;
import cz.statex.aiworkers.core.execution.TaskStore;
import cz.statex.aiworkers.core.execution.type.TaskType;
import cz.statex.aiworkers.core.execution.type.TaskTypes;
import cz.statex.aiworkers.core.lifecycle.WorkerProfile;
import cz.statex.aiworkers.core.registry.Heartbeat;
import cz.statex.aiworkers.core.registry.Membership;
import cz.statex.aiworkers.core.registry.Outbox;
import cz.statex.aiworkers.core.registry.Reaper;
import cz.statex.aiworkers.core.registry.RegistryObserver;
import cz.statex.aiworkers.core.registry.Relay;
import cz.statex.aiworkers.core.registry.WorkerEvents;
import cz.statex.aiworkers.core.registry.WorkerStore;
import cz.statex.aiworkers.core.store.Retention;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** What runs beside the tasks: heartbeat, reaper, relay. The host starts and stops them. */
@AutoConfiguration(after = ExecutionAutoConfiguration.class)
@EnableConfigurationProperties(RegistryProperties.class)
class RegistryAutoConfiguration {

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    @Bean
    Membership membership(WorkerStore workers, WorkerEvents events, WorkerProfile profile, TaskTypes types) {
        Map<String, WorkerStore.TaskSchemas> schemas = new HashMap<>();
        for (TaskType type : types.all()) {
            schemas.put(type.worker().taskType(), new WorkerStore.TaskSchemas(type.inputSchema(), type.outputSchema()));
        }
        return new Membership(workers, events, profile, schemas);
    }

    @Bean
    Heartbeat heartbeat(
            TaskStore tasks,
            RunningTasks running,
            WorkerStore workers,
            WorkerEvents events,
            WorkerProfile profile,
            RegistryProperties registry,
            RegistryObserver observer) {
        Heartbeat.Timing timing = new Heartbeat.Timing(registry.lease(), registry.heartbeatInterval());
        return new Heartbeat(tasks, running, workers, events, profile, timing, observer);
    }

    @Bean
    Reaper reaper(WorkerStore workers, Retention retention, RegistryProperties registry, RegistryObserver observer) {
        RegistryProperties.Retention keep = registry.retention();
        return new Reaper(
                workers,
                () -> retention.purge(keep.keep(), keep.keepByType()),
                new Reaper.Timing(registry.reapInterval(), registry.silence(), keep.purgeInterval()),
                new SecureRandom(),
                observer);
    }

    @Bean
    Relay relay(Outbox outbox, Outbox.Publisher publisher, RegistryProperties registry, RegistryObserver observer) {
        RegistryProperties.Relay relay = registry.relay();
        return new Relay(
                outbox, publisher, new Relay.Timing(relay.batch(), relay.longestWait(), PAUSE_AFTER_FAILURE), observer);
    }
}
