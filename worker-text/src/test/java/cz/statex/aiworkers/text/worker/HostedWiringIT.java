package cz.statex.aiworkers.text.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.config.ModelAutoConfiguration;
import cz.statex.aiworkers.core.observation.HostedTelemetry;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.text.provider.FakeProvider;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.provider.Provider;
import cz.statex.aiworkers.text.provider.question.SummaryAnswer;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import cz.statex.aiworkers.text.testing.NeverLoaded;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Providers as an application wires them: by its properties, with its metrics. */
class HostedWiringIT {

    @TempDir
    private Path folder;

    private ApplicationContextRunner context = new ApplicationContextRunner();

    @BeforeEach
    void wire() throws IOException {
        context = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ModelAutoConfiguration.class))
                .withUserConfiguration(TextWorkers.class)
                .withPropertyValues(
                        "ai-workers.models.cache-dir=target/model-cache",
                        "ai-workers.models.device=cpu",
                        "ai-workers.models.catalog=" + NeverLoaded.catalog(folder),
                        "ai-workers.text.sentiment-model=" + NeverLoaded.NAME);
    }

    @Test
    void withoutKeysProvidersAreOffAndSummariesAreExtractive() {
        context.run(started -> {
            HostedModels models = started.getBean(HostedModels.class);
            assertThatThrownBy(() -> models.model(Provider.OPENAI, null))
                    .isInstanceOf(TaskFailure.Permanent.class)
                    .hasMessageContaining("set OPENAI_API_KEY");
            assertThatThrownBy(() -> models.model(Provider.OPENAI_COMPATIBLE, null))
                    .hasMessageContaining("set AI_WORKERS_HOSTED_COMPATIBLE_BASE_URL");
        });
    }

    @Test
    void aServerOfOnesOwnIsThreePropertiesAndIsCounted() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (FakeProvider server = new FakeProvider()) {
            server.answers("{\"summary\":\"Short.\",\"key_points\":[]}");
            context.withBean(HostedTelemetry.class, () -> new HostedTelemetry(registry))
                    .withPropertyValues(
                            "ai-workers.hosted.compatible.base-url=" + server.openaiUrl(),
                            "ai-workers.hosted.compatible.model=llama")
                    .run(started -> assertThat(started.getBean(HostedModels.class)
                                    .model(Provider.OPENAI_COMPATIBLE, null)
                                    .ask(SummaryAnswer.question("Long.", 0, 9, "words", 5), new FakeTaskContext())
                                    .value()
                                    .summary())
                            .isEqualTo("Short."));
        }
        assertThat(registry.get("ai.hosted.tokens")
                        .tags("provider", "openai-compatible", "model", "llama", "kind", "input")
                        .counter()
                        .count())
                .isEqualTo(FakeProvider.INPUT_TOKENS);
    }

    @Test
    void aSummarizationModelThatDoesNotWriteStopsTheStart() {
        context.withPropertyValues("ai-workers.text.summarization-model=all-minilm-l6-v2")
                .run(started -> assertThat(started).getFailure().rootCause().hasMessageContaining("bart or t5"));
    }
}
