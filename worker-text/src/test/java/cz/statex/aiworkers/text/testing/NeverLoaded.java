package cz.statex.aiworkers.text.testing;

import cz.statex.aiworkers.core.model.catalog.CatalogFile;
import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelCard;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A model for sentiments that is in a catalog only, for tests in which a provider answers. */
public final class NeverLoaded {

    /** Its name. */
    public static final String NAME = "never-loaded";

    private NeverLoaded() {}

    /** A catalog in {@code folder} that has it. */
    public static Path catalog(Path folder) throws IOException {
        Path file = folder.resolve("catalog.yml");
        ModelArtifact weights = new ModelArtifact("model.safetensors", "0".repeat(64), 1, List.of("file:/gone"));
        List<String> labels = List.of("positive", "negative", "neutral");
        new CatalogFile(file)
                .put(new ModelEntry(
                        NAME,
                        "1",
                        new ModelCard("text.sentiment", "Apache-2.0", null, labels, List.of()),
                        "bert_encoder",
                        Map.of(),
                        0,
                        List.of(),
                        0,
                        Map.of(ModelEntry.CHECKPOINT, weights)));
        return file;
    }
}
