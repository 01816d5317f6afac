package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.model.LoadedModel;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.testing.FloatTensor;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The tiny encoder, on the real engine. */
record TinyModel(TorchModel model, ModelRef ref) implements LoadedModel {

    static ModelSpec<TinyModel> spec(Supplier<ModelEntry> choice, TorchEngine engine) {
        return new ModelSpec<>(choice, TinyModel.class, (files, placement) -> {
            ModelEntry entry = files.entry();
            ModelRef ref = new ModelRef(
                    entry.name(),
                    entry.version(),
                    placement.device(),
                    placement.precision().text());
            return new TinyModel(engine.load(files.archive(), entry.id(), placement.device()), ref);
        });
    }

    /** The same files, which fail to load as this class. */
    static ModelSpec<LoadedModel> broken(ModelSpec<TinyModel> spec) {
        return new ModelSpec<>(spec.choice(), LoadedModel.class, (files, placement) -> {
            throw new IllegalStateException("broken");
        });
    }

    float[] embed() throws InterruptedException {
        Map<String, long[][]> inputs = new LinkedHashMap<>();
        inputs.put("input_ids", new long[][] {{1, 2, 3}});
        inputs.put("attention_mask", new long[][] {{1, 1, 1}});
        inputs.put("token_type_ids", new long[][] {{0, 0, 0}});
        return FloatTensor.of(model, "embed", inputs).row(0);
    }

    @Override
    public long bytes() {
        return model.bytes();
    }

    @Override
    public void warmUp() throws InterruptedException {
        embed();
    }

    @Override
    public void close() {
        model.close();
    }
}
