package cz.statex.aiworkers.core.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.torchscript.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogFileTest {

    private static final ModelArtifact PART =
            new ModelArtifact("part.onnx", "1".repeat(64), 5, List.of("file:/part.onnx"));

    @TempDir
    Path folder;

    @Test
    void readsBackWhatItWrote() throws Exception {
        CatalogFile file = new CatalogFile(folder.resolve("deep/catalog.yml"));
        assertThat(file.entries()).isEmpty();
        file.put(entry("one", "1e1"));
        file.put(entry("two", "2"));
        assertThat(file.entries())
                .containsExactly(Map.entry("one", entry("one", "1e1")), Map.entry("two", entry("two", "2")));
        assertThat(ModelCatalog.builtIn().with(file.path()).require("two")).isEqualTo(entry("two", "2"));
    }

    @Test
    void keepsWhatAPersonWroteWhenItAddsAnEntry() throws Exception {
        CatalogFile file = new CatalogFile(folder.resolve("catalog.yml"));
        file.put(entry("one", "1"));
        Files.writeString(file.path(), Files.readString(file.path()) + "  # the best one\n");
        file.put(entry("two", "2"));
        assertThat(file.path()).content().contains("# the best one");
        assertThat(file.entries()).hasSize(2);
    }

    @Test
    void replacesAnEntryAndKeepsTheOldFile() throws Exception {
        CatalogFile file = new CatalogFile(folder.resolve("catalog.yml"));
        file.put(entry("one", "1"));
        file.put(entry("one", "2"));
        assertThat(file.entries()).containsExactly(Map.entry("one", entry("one", "2")));
        assertThat(folder.resolve("catalog.yml.old")).content().contains("version: '1'");
    }

    @Test
    void addsToAFileOfAnotherStyle() throws Exception {
        CatalogFile file = new CatalogFile(folder.resolve("catalog.yml"));
        file.put(entry("one", "1"));
        Files.writeString(file.path(), "models: []");
        file.put(entry("two", "2"));
        assertThat(file.entries()).containsOnlyKeys("two");
    }

    @Test
    void takesAnEntryOut() throws Exception {
        CatalogFile file = new CatalogFile(folder.resolve("catalog.yml"));
        file.put(entry("one", "1"));
        assertThat(file.remove("two")).isFalse();
        assertThat(file.remove("one")).isTrue();
        assertThat(file.entries()).isEmpty();
    }

    @Test
    void losesNoEntryOfTwoThatWriteAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> imports = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ModelEntry entry = entry("model" + i, "1");
                imports.add(threads.submit(() -> {
                    new CatalogFile(folder.resolve("catalog.yml")).put(entry);
                    return entry;
                }));
            }
            for (Future<?> done : imports) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(new CatalogFile(folder.resolve("catalog.yml")).entries()).hasSize(20);
    }

    @Test
    void leavesAFileThatIsNoCatalogAsItIs() throws Exception {
        CatalogFile file = new CatalogFile(Files.writeString(folder.resolve("catalog.yml"), "not: mine\n"));
        assertThatThrownBy(() -> file.put(entry("one", "1"))).hasMessageContaining("must hold one field, 'models'");
        assertThat(file.path()).hasContent("not: mine\n");
    }

    private static ModelEntry entry(String name, String version) {
        return new ModelEntry(
                name,
                version,
                new ModelCard(
                        "text.sentiment", "MIT", "https://models.example/x", List.of("no", "yes"), List.of("en", "no")),
                "bert_encoder",
                Map.of("hidden_size", 8, "layer_norm_eps", 1e-12),
                9,
                List.of(Precision.BF16, Precision.FP32),
                0.25,
                Map.of("checkpoint", PART));
    }
}
