package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The model runtime. Costs nothing until a worker leases its first model. */
@AutoConfiguration
@EnableConfigurationProperties(ModelProperties.class)
public class ModelAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ModelCatalog modelCatalog(ModelProperties properties) {
        ModelCatalog builtIn = ModelCatalog.builtIn();
        return properties.catalog() == null ? builtIn : builtIn.with(properties.catalog());
    }

    @Bean
    @ConditionalOnMissingBean
    ModelRepository modelRepository(ModelProperties properties, ObjectProvider<ModelObserver> observer) {
        return new ModelRepository(
                properties.cacheDir(), properties.maxSize(), observer.getIfAvailable(() -> ModelObserver.NONE));
    }

    @Bean
    @ConditionalOnMissingBean
    TorchEngine torchEngine(ModelProperties properties) {
        return new TorchEngine(new TorchSettings(
                properties.device(), properties.lanes(), properties.threadsPerLane(), properties.engineDir()));
    }

    @Bean
    @ConditionalOnMissingBean
    ModelManager modelManager(
            ModelRepository repository, ModelProperties properties, ObjectProvider<ModelObserver> observer) {
        return new ModelManager(
                repository,
                properties.loadTimeout(),
                properties.cacheTtl(),
                observer.getIfAvailable(() -> ModelObserver.NONE));
    }
}
