package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import cz.statex.aiworkers.text.analysis.TextEmbedder;
import cz.statex.aiworkers.text.analysis.TextSummarizer;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentAnalyzer;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentModels;
import cz.statex.aiworkers.text.analysis.translation.TranslationModels;
import cz.statex.aiworkers.text.analysis.translation.Translator;
import cz.statex.aiworkers.text.model.TextEncoder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The workers of this module, for its own application and for any other that imports this class. */
@Configuration(proxyBeanMethods = false)
public class TextWorkers {

    private static final String EMBEDDING_MODEL = "all-minilm-l6-v2";

    @Bean
    TextEmbedder textEmbedder(LiveCatalog catalog, ModelManager models, TorchEngine engine) {
        return new TextEmbedder(models, TextEncoder.spec(catalog.following(EMBEDDING_MODEL), engine, models::makeRoom));
    }

    @Bean
    BaseWorker<?, ?> textEmbeddingWorker(TextEmbedder embedder) {
        return new TextEmbeddingWorker(embedder);
    }

    @Bean
    BaseWorker<?, ?> textSummarizationWorker(TextEmbedder embedder) {
        return new TextSummarizationWorker(new TextSummarizer(embedder));
    }

    @Bean
    SentimentAnalyzer sentimentAnalyzer(
            ModelCatalog atStart,
            LiveCatalog catalog,
            ModelManager models,
            TorchEngine engine,
            @Value("${ai-workers.text.sentiment-model:" + SentimentModels.DEFAULT_MODEL + "}") String model) {
        return new SentimentAnalyzer(new SentimentModels(atStart, catalog, models, engine, model));
    }

    @Bean
    BaseWorker<?, ?> sentimentAnalysisWorker(SentimentAnalyzer analyzer) {
        return new SentimentAnalysisWorker(analyzer);
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
            @Value("${ai-workers.text.translation-model:" + TranslationModels.DEFAULT_MODEL + "}") String model) {
        return new Translator(models, new TranslationModels(catalog, engine, model), detector);
    }

    @Bean
    BaseWorker<?, ?> translationWorker(Translator translator) {
        return new TranslationWorker(translator);
    }
}
