package cz.statex.aiworkers.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ModelAutoConfigurationIT {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ModelAutoConfiguration.class));

    @Test
    void runsWithoutAnyProperty() {
        context.run(started -> {
            assertThat(started).hasSingleBean(ModelManager.class).hasSingleBean(TorchEngine.class);
            ModelProperties properties = started.getBean(ModelProperties.class);
            assertThat(properties.cacheTtl()).isEqualTo(Duration.ofHours(1));
            assertThat(properties.loadTimeout()).isEqualTo(Duration.ofMinutes(1));
            assertThat(properties.maxSize()).isEqualTo(5_000_000_000L);
            assertThat(properties.cacheDir())
                    .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/ai-workers/models"));
        });
    }

    @Test
    void durationsWithoutAUnitAreSeconds(@TempDir Path folder) throws Exception {
        Path catalog = Files.writeString(folder.resolve("catalog.yml"), "models: []");
        context.withPropertyValues(
                        "ai-workers.models.cache-ttl=7200",
                        "ai-workers.models.load-timeout=5m",
                        "ai-workers.models.catalog=" + catalog,
                        "ai-workers.models.lanes=3")
                .run(started -> {
                    ModelProperties properties = started.getBean(ModelProperties.class);
                    assertThat(properties.cacheTtl()).isEqualTo(Duration.ofHours(2));
                    assertThat(properties.loadTimeout()).isEqualTo(Duration.ofMinutes(5));
                    assertThat(started.getBean(TorchEngine.class).settings().lanes())
                            .isEqualTo(3);
                    assertThat(started.getBean(ModelCatalog.class).entries()).isNotEmpty();
                });
    }

    @Test
    void refusesImpossibleValues() {
        context.withPropertyValues("ai-workers.models.device=tpu")
                .run(started -> assertThat(started).hasFailed());
        context.withPropertyValues("ai-workers.models.cache-ttl=0")
                .run(started -> assertThat(started).hasFailed());
    }
}
