package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.config.properties.ObservationProperties;
import cz.statex.aiworkers.core.config.properties.ProviderProperties;
import cz.statex.aiworkers.core.execution.TaskObserver;
import cz.statex.aiworkers.core.lifecycle.WorkerProfile;
import cz.statex.aiworkers.core.registry.RegistryObserver;
import cz.statex.aiworkers.orchestrator.protocol.PerformanceMetrics;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Metrics, traces and what the registry shows of this process. */
@AutoConfiguration
@EnableConfigurationProperties({ObservationProperties.class, ProviderProperties.class})
class ObservationAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    TaskObserver taskObserver() {
        return TaskObserver.NONE;
    }

    @Bean
    RegistryObserver registryObserver() {
        return RegistryObserver.NONE;
    }

    @Bean
    WorkerProfile.Resources workerResources() {
        return new WorkerProfile.Resources(List::of, () -> "cpu", () -> PerformanceMetrics.NONE);
    }

    @Bean
    RuntimeCounters runtimeCounters() {
        return new RuntimeCounters() {
            @Override
            public void unroutableReply() {}

            @Override
            public void cacheUnavailable() {}
        };
    }
}
