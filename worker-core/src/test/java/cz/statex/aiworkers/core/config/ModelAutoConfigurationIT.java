package cz.statex.aiworkers.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.catalog.CatalogFile;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.device.MemoryBudget;
import cz.statex.aiworkers.core.model.device.PrecisionChoice;
import cz.statex.aiworkers.core.testing.TinyBert;
import cz.statex.aiworkers.core.torchscript.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
    void bindsBudgetsAndPrecisions() {
        context.withPropertyValues(
                        "ai-workers.models.memory=3GB",
                        "ai-workers.models.gpu-memory=20GB",
                        "ai-workers.models.precision.cpu=bf16",
                        "ai-workers.models.precision.gpu=fp16",
                        "ai-workers.models.precision.by-model.all-minilm-l6-v2=int8")
                .run(started -> {
                    ModelManager.Settings settings =
                            started.getBean(ModelProperties.class).settings();
                    assertThat(settings.budget()).isEqualTo(new MemoryBudget(3L << 30, 20L << 30));
                    assertThat(settings.precisions())
                            .isEqualTo(new PrecisionChoice(
                                    Precision.BF16, Precision.FP16, Map.of("all-minilm-l6-v2", Precision.INT8)));
                });
    }

    @Test
    void reloadsModelsAsTheOperatorsFileHasThemNow(@TempDir Path folder) throws Exception {
        Path catalog = Files.writeString(folder.resolve("catalog.yml"), catalog(TinyBert.entry(folder, "tiny", "1")));
        context.withPropertyValues("ai-workers.models.catalog=" + catalog).run(started -> {
            Supplier<ModelEntry> tiny = started.getBean(LiveCatalog.class).following("tiny");
            assertThat(tiny.get().version()).isEqualTo("1");
            Files.writeString(catalog, catalog(TinyBert.entry(folder, "tiny", "2")));
            assertThat(tiny.get().version()).isEqualTo("1");
            started.getBean(ModelReload.class).reload("tiny");
            assertThat(tiny.get().version()).isEqualTo("2");
        });
    }

    private static String catalog(ModelEntry entry) {
        return CatalogFile.text(List.of(entry));
    }

    @Test
    void refusesImpossibleValues() {
        context.withPropertyValues("ai-workers.models.device=tpu")
                .run(started -> assertThat(started).hasFailed());
        context.withPropertyValues("ai-workers.models.precision.gpu=int8").run(started -> assertThat(started)
                .getFailure()
                .hasRootCauseMessage("precision int8 cannot be computed on cuda; choose one of [fp32, bf16, fp16]"));
        context.withPropertyValues("ai-workers.models.memory=0B")
                .run(started -> assertThat(started).hasFailed());
        context.withPropertyValues("ai-workers.models.cache-ttl=0")
                .run(started -> assertThat(started).hasFailed());
    }
}
