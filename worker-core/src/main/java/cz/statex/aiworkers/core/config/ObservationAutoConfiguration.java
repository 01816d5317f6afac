package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.config.properties.ObservationProperties;
import cz.statex.aiworkers.core.config.properties.ProviderProperties;
import cz.statex.aiworkers.core.config.properties.ServiceProperties;
import cz.statex.aiworkers.core.execution.RunningTasks;
import cz.statex.aiworkers.core.execution.TaskSlots;
import cz.statex.aiworkers.core.lifecycle.WorkerProfile;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.core.model.device.MainMemory;
import cz.statex.aiworkers.core.observation.HostedTelemetry;
import cz.statex.aiworkers.core.observation.ModelTelemetry;
import cz.statex.aiworkers.core.observation.RegistryTelemetry;
import cz.statex.aiworkers.core.observation.RuntimeGauges;
import cz.statex.aiworkers.core.observation.Signal;
import cz.statex.aiworkers.core.observation.TaskTelemetry;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Metrics, traces and what the registry shows of this process. */
@AutoConfiguration
@EnableConfigurationProperties({ObservationProperties.class, ProviderProperties.class, ServiceProperties.class})
class ObservationAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** The tracing agent's OpenTelemetry, unless the application has one of its own; without either, no spans. */
    @Bean
    TaskTelemetry taskTelemetry(
            MeterRegistry registry, ObjectProvider<OpenTelemetry> openTelemetry, ServiceProperties service) {
        return new TaskTelemetry(registry, openTelemetry.getIfAvailable(GlobalOpenTelemetry::get), service.workerId());
    }

    @Bean
    ModelTelemetry modelTelemetry(
            MeterRegistry registry, ObjectProvider<OpenTelemetry> openTelemetry, ObjectProvider<Devices> devices) {
        return new ModelTelemetry(
                registry,
                openTelemetry.getIfAvailable(GlobalOpenTelemetry::get),
                device -> devices.getIfAvailable(MainMemory::new).memory(device));
    }

    @Bean
    HostedTelemetry hostedTelemetry(MeterRegistry registry) {
        return new HostedTelemetry(registry);
    }

    @Bean
    RuntimeGauges runtimeGauges(MeterRegistry registry) {
        return new RuntimeGauges(registry);
    }

    @Bean
    RegistryTelemetry registryTelemetry(RuntimeGauges gauges, Clock clock) {
        return new RegistryTelemetry(gauges, clock);
    }

    /** Bound by Boot when everything exists: the slots themselves are made of what reports metrics. */
    @Bean
    MeterBinder slotGauges(ObjectProvider<TaskSlots> slots, ObjectProvider<RunningTasks> running) {
        return registry -> {
            RuntimeGauges gauges = new RuntimeGauges(registry);
            slots.ifAvailable(available -> {
                gauges.bind(Signal.SLOTS, available::capacity);
                gauges.bind(Signal.WAITING, available::waiting);
            });
            running.ifAvailable(available -> gauges.bind(Signal.INFLIGHT, available::size));
        };
    }

    @Bean
    WorkerProfile.Resources workerResources(TaskTelemetry telemetry, ObjectProvider<ModelManager> models) {
        return new WorkerProfile.Resources(
                () -> loaded(models).map(ModelRef::name).toList(),
                () -> loaded(models)
                        .map(ModelRef::device)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse("cpu"),
                telemetry::performance);
    }

    private static Stream<ModelRef> loaded(ObjectProvider<ModelManager> models) {
        return models.stream().flatMap(manager -> manager.loaded().stream());
    }

    @Bean
    RuntimeCounters runtimeCounters(RuntimeGauges gauges) {
        gauges.count(Signal.UNROUTABLE_REPLIES, 0);
        gauges.count(Signal.CACHE_UNAVAILABLE, 0);
        return new RuntimeCounters() {
            @Override
            public void unroutableReply() {
                gauges.count(Signal.UNROUTABLE_REPLIES, 1);
            }

            @Override
            public void cacheUnavailable() {
                gauges.count(Signal.CACHE_UNAVAILABLE, 1);
            }
        };
    }
}
