package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.model.LiveCatalog;
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

    /** Reads the operator's catalog again whenever a model is reloaded. */
    @Bean
    @ConditionalOnMissingBean
    LiveCatalog liveCatalog(ModelCatalog catalog, ModelProperties properties) {
        return new LiveCatalog(
                catalog, () -> properties.catalog() == null ? catalog : catalog.with(properties.catalog()));
    }

    @Bean
    @ConditionalOnMissingBean
    TorchEngine torchEngine(ModelProperties properties, ObjectProvider<ModelObserver> observer) {
        return new TorchEngine(
                new TorchSettings(
                        properties.device(), properties.lanes(), properties.threadsPerLane(), properties.engineDir()),
                observer.getIfAvailable(() -> ModelObserver.NONE));
    }

    @Bean
    @ConditionalOnMissingBean
    ModelManager modelManager(
            ModelRepository repository,
            LiveCatalog catalog,
            TorchEngine engine,
            ModelProperties properties,
            ObjectProvider<ModelObserver> observer) {
        return new ModelManager(
                repository, catalog, engine, properties.settings(), observer.getIfAvailable(() -> ModelObserver.NONE));
    }

    /** Obeys orders to reload a model; how it went is logged and counted by those who do it. */
    @Bean
    ModelReload modelReload(ModelManager models) {
        return model -> {
            try {
                models.reload(model);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
