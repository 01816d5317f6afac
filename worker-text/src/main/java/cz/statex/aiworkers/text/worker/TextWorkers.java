package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import cz.statex.aiworkers.text.analysis.TextEmbedder;
import cz.statex.aiworkers.text.analysis.TextSummarizer;
import cz.statex.aiworkers.text.model.TextEncoder;
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

    @Bean
    BaseWorker<?, ?> textSummarizationWorker(TextEmbedder embedder) {
        return new TextSummarizationWorker(new TextSummarizer(embedder));
    }

    @Bean
    BaseWorker<?, ?> languageDetectionWorker() {
        return new LanguageDetectionWorker(new LanguageDetector());
    }
}
