package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.config.properties.HostedModelProperties;
import cz.statex.aiworkers.core.config.properties.ProviderProperties;
import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.observation.HostedTelemetry;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.text.analysis.AbstractiveSummarizer;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import cz.statex.aiworkers.text.analysis.SummaryModels;
import cz.statex.aiworkers.text.analysis.TextEmbedder;
import cz.statex.aiworkers.text.analysis.TextSummarizer;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentAnalyzer;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentModels;
import cz.statex.aiworkers.text.analysis.translation.TranslationModels;
import cz.statex.aiworkers.text.analysis.translation.Translator;
import cz.statex.aiworkers.text.model.TextEncoder;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.provider.HostedObserver;
import cz.statex.aiworkers.text.provider.HostedSettings;
import java.time.Clock;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The workers of this module, for its own application and for any other that imports this class. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TextProperties.class)
public class TextWorkers {

    @Bean
    TextEmbedder textEmbedder(TextProperties properties, LiveCatalog catalog, ModelManager models, TorchEngine engine) {
        return new TextEmbedder(models, TextEncoder.spec(properties.embeddingModel(catalog), engine, models::makeRoom));
    }

    @Bean
    BaseWorker<?, ?> textEmbeddingWorker(TextEmbedder embedder) {
        return new TextEmbeddingWorker(embedder);
    }

    /** Shared by all workers of this module that providers may answer for. */
    @Bean
    HostedModels hostedModels(
            HostedModelProperties hosted,
            ProviderProperties keys,
            ObjectProvider<Clock> clock,
            ObjectProvider<HostedTelemetry> telemetry) {
        HostedTelemetry counts = telemetry.getIfAvailable();
        return new HostedModels(
                HostedSettings.of(hosted, keys),
                clock.getIfAvailable(Clock::systemUTC),
                counts == null ? HostedObserver.NONE : HostedObserver.of(counts::requested, counts::used));
    }

    @Bean
    SummaryModels summaryModels(
            LiveCatalog catalog, ModelManager models, TorchEngine engine, TextProperties properties) {
        return new SummaryModels(catalog, models, engine, properties.summarizationModel());
    }

    @Bean
    BaseWorker<?, ?> textSummarizationWorker(TextEmbedder embedder, SummaryModels models, HostedModels hosted) {
        return new TextSummarizationWorker(new TextSummarizer(embedder), new AbstractiveSummarizer(models), hosted);
    }

    @Bean
    SentimentAnalyzer sentimentAnalyzer(
            LiveCatalog catalog, ModelManager models, TorchEngine engine, TextProperties properties) {
        return new SentimentAnalyzer(new SentimentModels(
                catalog,
                models,
                engine,
                Objects.requireNonNullElse(properties.sentimentModel(), SentimentModels.DEFAULT_MODEL)));
    }

    @Bean
    BaseWorker<?, ?> sentimentAnalysisWorker(SentimentAnalyzer analyzer, HostedModels hosted) {
        return new SentimentAnalysisWorker(analyzer, hosted);
    }

    @Bean
    LanguageDetector languageDetector() {
        return new LanguageDetector();
    }

    @Bean
    BaseWorker<?, ?> languageDetectionWorker(LanguageDetector detector) {
        return new LanguageDetectionWorker(detector);
    }

    @Bean
    Translator translator(
            LiveCatalog catalog,
            ModelManager models,
            TorchEngine engine,
            LanguageDetector detector,
            TextProperties properties) {
        return new Translator(
                models,
                new TranslationModels(
                        catalog,
                        engine,
                        Objects.requireNonNullElse(properties.translationModel(), TranslationModels.DEFAULT_MODEL)),
                detector);
    }

    @Bean
    BaseWorker<?, ?> translationWorker(Translator translator, HostedModels hosted) {
        return new TranslationWorker(translator, hosted);
    }
}
