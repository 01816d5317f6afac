package cz.statex.aiworkers.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.config.properties.BrokerProperties;
import cz.statex.aiworkers.core.config.properties.ExecutionProperties;
import cz.statex.aiworkers.core.config.properties.RegistryProperties;
import cz.statex.aiworkers.core.config.properties.ServiceProperties;
import cz.statex.aiworkers.core.execution.TaskPipeline;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ExecutionAutoConfigurationTest {

    @Test
    void takesTimesFromTheProperties() {
        TaskPipeline.Settings settings = settings(Map.of("ai-workers.execution.task-timeout", "29"));
        assertThat(settings.defaultTimeLimit()).isEqualTo(Duration.ofSeconds(29));
        assertThat(settings.maxTimeLimit()).isEqualTo(Duration.ofMinutes(25));
        assertThat(settings.maxInlineBytes()).isEqualTo(256 * 1024);
    }

    @Test
    void refusesATimeLimitThatTheBrokerWouldNotWaitFor() {
        assertThatThrownBy(() -> settings(Map.of("ai-workers.execution.task-timeout", "1800")))
                .hasMessageContaining("ai-workers.execution.task-timeout (TASK_TIMEOUT) is PT30M")
                .hasMessageContaining("at most PT29M")
                .hasMessageContaining("ai-workers.broker.consumer-timeout");
        assertThatThrownBy(() -> settings(Map.of("ai-workers.broker.consumer-timeout", "20m")))
                .hasMessageContaining("ai-workers.execution.max-task-timeout is PT25M");
    }

    private static TaskPipeline.Settings settings(Map<String, String> properties) {
        Binder binder = new Binder(new MapConfigurationPropertySource(properties));
        return new ExecutionAutoConfiguration()
                .pipelineSettings(
                        binder.bindOrCreate("ai-workers.execution", ExecutionProperties.class),
                        binder.bindOrCreate("ai-workers.broker", BrokerProperties.class),
                        binder.bindOrCreate("ai-workers.registry", RegistryProperties.class),
                        new ServiceProperties("service", "worker-1", "test", "INFO", "local"));
    }
}
