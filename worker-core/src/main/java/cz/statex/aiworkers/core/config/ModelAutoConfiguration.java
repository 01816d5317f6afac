package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.config.properties.HostedModelProperties;
import cz.statex.aiworkers.core.config.properties.ModelSourceProperties;
import cz.statex.aiworkers.core.config.properties.ProviderProperties;
import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.download.DiskSpace;
import cz.statex.aiworkers.core.model.repository.ModelDirectory;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.model.repository.RepositorySettings;
import cz.statex.aiworkers.core.model.source.Sources;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The model runtime. Costs nothing until a worker leases its first model. */
@AutoConfiguration(after = CacheAutoConfiguration.class)
@EnableConfigurationProperties({
    HostedModelProperties.class,
    ModelProperties.class,
    ModelSourceProperties.class,
    ProviderProperties.class
})
public class ModelAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ModelCatalog modelCatalog(ModelProperties properties) {
        return properties.models();
    }

    @Bean
    @ConditionalOnMissingBean
    Sources modelSources(ModelProperties models, ModelSourceProperties sources, ProviderProperties providers) {
        Path scratch =
                RepositorySettings.of(models.cacheDir(), models.maxSize()).scratch();
        return Sources.of(sources.settings(models.downloadUrl(), scratch), providers.huggingfaceToken());
    }

    @Bean
    @ConditionalOnMissingBean
    ModelRepository modelRepository(
            ModelProperties models,
            ModelSourceProperties settings,
            Sources sources,
            ObjectProvider<ModelDirectory> directory,
            ObjectProvider<ModelObserver> observer) {
        return new ModelRepository(
                new RepositorySettings(
                        models.cacheDir(),
                        models.maxSize(),
                        settings.lockTimeout(),
                        DiskSpace.OF_FILE_STORE,
                        Clock.systemUTC()),
                sources,
                directory.getIfAvailable(() -> ModelDirectory.NONE),
                ModelObserver.guarded(observer.getIfAvailable(() -> ModelObserver.NONE)));
    }

    /** Reads the operator's catalog again whenever a model is reloaded. */
    @Bean
    @ConditionalOnMissingBean
    LiveCatalog liveCatalog(ModelCatalog catalog, ModelProperties properties) {
        return new LiveCatalog(catalog, properties::models);
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
