package cz.statex.aiworkers.text.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.text.analysis.AbstractiveSummarizer;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import cz.statex.aiworkers.text.analysis.SummaryModels;
import cz.statex.aiworkers.text.analysis.TextSummarizer;
import cz.statex.aiworkers.text.analysis.translation.TranslationModels;
import cz.statex.aiworkers.text.analysis.translation.Translator;
import cz.statex.aiworkers.text.provider.FakeProvider;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.provider.HostedObserver;
import cz.statex.aiworkers.text.testing.RealModels;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which model a result names is known before the work, for every way in which a task may choose one; none is loaded. */
class ChosenModelTest {

    private RealModels models;
    private FakeProvider provider;
    private TranslationWorker translation;
    private TextSummarizationWorker summarization;

    @BeforeEach
    void start() throws IOException {
        models = new RealModels();
        provider = new FakeProvider();
        HostedModels hosted =
                new HostedModels(provider.settings(Duration.ofSeconds(30), 2), Clock.systemUTC(), HostedObserver.NONE);
        LiveCatalog catalog = LiveCatalog.of(models.catalog());
        translation = new TranslationWorker(
                new Translator(
                        models.models(),
                        new TranslationModels(catalog, models.engine(), TranslationModels.DEFAULT_MODEL),
                        new LanguageDetector()),
                hosted);
        summarization = new TextSummarizationWorker(
                new TextSummarizer(models.embedder()),
                new AbstractiveSummarizer(new SummaryModels(catalog, models.models(), models.engine(), null)),
                hosted);
    }

    @AfterEach
    void stop() {
        provider.close();
        models.close();
    }

    @Test
    void aProviderAndItsModel() throws Exception {
        assertThat(model(translation, Map.of("text", "Hi", "target_lang", "de", "provider", "openai")))
                .contains(new ModelRef("small", "hosted", "openai", null));
        assertThat(model(summarization, Map.of("text", "Hi", "provider", "anthropic", "provider_model", "large")))
                .contains(new ModelRef("large", "hosted", "anthropic", null));
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void theModelOfAPairOfLanguages() throws Exception {
        assertThat(model(translation, Map.of("text", "Guten Tag, wie geht es Ihnen?", "target_lang", "en"))
                        .map(ModelRef::name))
                .contains(TranslationModels.DEFAULT_MODEL);
        assertThat(model(translation, Map.of("text", "Guten Tag", "source_lang", "de", "target_lang", "de")))
                .isEmpty();
        assertThat(models.models().loaded()).isEmpty();
    }

    @Test
    void theModelThatRanksSentencesAndNoOtherThanTheCatalogHas() throws Exception {
        assertThat(model(summarization, Map.of("text", "Hi", "strategy", "extractive"))
                        .map(ModelRef::name))
                .contains("all-minilm-l6-v2");
        assertThatThrownBy(() -> model(summarization, Map.of("text", "Hi", "model", "no-such")))
                .isInstanceOf(TaskFailure.Permanent.class)
                .hasMessageContaining("none of the catalog");
    }

    private static <I extends Record> Optional<ModelRef> model(BaseWorker<I, ?> worker, Map<String, Object> input)
            throws TaskFailure {
        return worker.modelOf(Wire.mapper().convertValue(input, worker.inputType()));
    }
}
