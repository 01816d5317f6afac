package cz.statex.aiworkers.text.testing;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.text.analysis.TextEmbedder;
import cz.statex.aiworkers.text.model.TextEncoder;
import java.nio.file.Path;
import java.time.Duration;

/** The real embedding model, on the CPU; its files are kept between test runs. */
public final class RealModels implements AutoCloseable {

    private final ModelCatalog catalog = ModelCatalog.builtIn();
    private final TorchEngine engine = new TorchEngine(new TorchSettings("cpu", 2, 1, null));
    private final ModelRepository repository =
            new ModelRepository(Path.of("target/model-cache"), 1_000_000_000, ModelObserver.NONE);
    private final ModelManager models =
            new ModelManager(repository, Duration.ofMinutes(2), Duration.ofHours(1), ModelObserver.NONE);

    /** The catalog. */
    public ModelCatalog catalog() {
        return catalog;
    }

    /** The engine. */
    public TorchEngine engine() {
        return engine;
    }

    /** The files. */
    public ModelRepository repository() {
        return repository;
    }

    /** The manager. */
    public ModelManager models() {
        return models;
    }

    /** The embedding model. */
    public ModelSpec<TextEncoder> encoder() {
        return TextEncoder.spec(() -> catalog.require("all-minilm-l6-v2"), engine, models::makeRoom);
    }

    /** Embeds with it. */
    public TextEmbedder embedder() {
        return new TextEmbedder(models, encoder());
    }

    @Override
    public void close() {
        models.close();
        engine.close();
    }
}
