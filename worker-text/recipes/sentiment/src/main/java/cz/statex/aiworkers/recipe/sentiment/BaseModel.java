package cz.statex.aiworkers.recipe.sentiment;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.core.torchscript.ImportOptions;
import cz.statex.aiworkers.core.torchscript.TorchScriptArchive;
import cz.statex.aiworkers.recipe.sentiment.data.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The published encoder that training starts from, with a new head. */
final class BaseModel {

    private static final String NAME = "all-minilm-l6-v2";
    private static final long MAX_BYTES = 1L << 30;
    private static final float DROPOUT = 0.1f;

    private final ModelEntry entry;
    private final Path folder;

    private BaseModel(ModelEntry entry, Path folder) {
        this.entry = entry;
        this.folder = folder;
    }

    /** Fetches the base model's files into the cache of this host. */
    static BaseModel fetch(Path cache) throws ModelException {
        ModelEntry entry = ModelCatalog.builtIn().require(NAME);
        new ModelRepository(cache, MAX_BYTES, RepositoryObserver.NONE).pull(entry);
        return new BaseModel(entry, cache.resolve(entry.name()).resolve(entry.version()));
    }

    Path checkpoint() {
        return folder.resolve(entry.checkpoints().get(0).file());
    }

    Path tokenizer() {
        return folder.resolve("tokenizer.json");
    }

    /**
     * Writes the archive to train: 32-bit parameters, multiplied in bfloat16, with dropout.
     *
     * @param work a folder for it
     */
    Path archive(Path work) throws IOException {
        Path archive = work.resolve("trainable.pt");
        Files.deleteIfExists(archive);
        Path head = work.resolve("head.safetensors");
        int hidden = ((Number) entry.config().getOrDefault("hidden_size", 0)).intValue();
        int labels = Targets.SENTIMENTS.size() + Targets.EMOTIONS.size();
        float[] weights = new float[labels * hidden];
        Random random = new Random(7);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (0.02 * random.nextGaussian());
        }
        // Most emotions are rare: to say so from the start saves the first steps.
        float[] biases = new float[labels];
        Arrays.fill(biases, Targets.SENTIMENTS.size(), labels, -3.5f);
        new TensorFile(Map.of())
                .floats("classifier.weight", new long[] {labels, hidden}, weights)
                .floats("classifier.bias", new long[] {labels}, biases)
                .write(head);
        Map<String, Object> config = config();
        config.put("dropout", DROPOUT);
        try (Checkpoint checkpoint = Checkpoint.open(List.of(checkpoint(), head))) {
            TorchScriptArchive.of(entry.program(), config, ImportOptions.trainableMixed())
                    .write(checkpoint, archive);
        }
        return archive;
    }

    /** Writes the archive of a trained model to {@code archive}, in 32-bit floats. */
    Path archive(Checkpoint trained, Path archive) throws IOException {
        Files.deleteIfExists(archive);
        TorchScriptArchive.of(entry.program(), config(), ImportOptions.trainable())
                .write(trained, archive);
        return archive;
    }

    private Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>(entry.config());
        config.put("architectures", List.of("BertForPooledClassification"));
        config.put("num_labels", Targets.SENTIMENTS.size() + Targets.EMOTIONS.size());
        return config;
    }
}
