package cz.statex.aiworkers.core.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.repository.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCatalogTest {

    private static final String HASH = "0".repeat(64);

    @TempDir
    Path folder;

    @Test
    void comesWithTheEmbeddingModel() {
        ModelEntry entry = ModelCatalog.builtIn().require("all-minilm-l6-v2");
        assertThat(entry.id()).isEqualTo("all-minilm-l6-v2@1");
        assertThat(entry.licence()).isEqualTo("Apache-2.0");
        assertThat(entry.config()).containsEntry("hidden_size", 384).containsEntry("layer_norm_eps", 1e-12);
        assertThat(entry.artifact("tokenizer").sources()).containsExactly("classpath:all-minilm-l6-v2-tokenizer.json");
    }

    @Test
    void operatorsAddModelsAndReplaceThem() throws IOException {
        ModelCatalog catalog = ModelCatalog.builtIn()
                .with(write(
                        """
                models:
                  - {name: mine, version: "2", licence: MIT, program: bert_encoder, config: {hidden_size: 8}, max_tokens: 9,
                     artifacts: {checkpoint: {file: m.onnx, sha256: "%1$s", size: 5, sources: ["file:/m.onnx"]}}}
                  - {name: all-minilm-l6-v2, version: "7", licence: MIT, program: bert_encoder, config: {}, max_tokens: 9,
                     artifacts: {checkpoint: {file: m.onnx, sha256: "%1$s", size: 5, sources: ["file:/m.onnx"]}}}
                """
                                .formatted(HASH)));
        assertThat(catalog.entries()).hasSize(2);
        assertThat(catalog.require("mine").maxTokens()).isEqualTo(9);
        assertThat(catalog.require("all-minilm-l6-v2").version()).isEqualTo("7");
        assertThat(catalog.find("other")).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAnOperatorsFile() throws IOException {
        assertRefused(": : :", "is not valid");
        assertRefused("models: [{name: x}]", "is not valid");
        assertRefused("", "is not valid");
        assertRefused("models: !!javax.script.ScriptEngineManager []", "is not valid");
        assertThatThrownBy(() -> ModelCatalog.builtIn().with(folder.resolve("absent.yml")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be read: correct its path");
        assertThatThrownBy(() -> ModelCatalog.builtIn().require("gpt-9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no 'gpt-9'");
    }

    @Test
    void refusesTwoEntriesOfOneName() throws IOException {
        String entry =
                """
                  - {name: mine, version: "2", licence: MIT, program: p, config: {}, max_tokens: 9,
                     artifacts: {checkpoint: {file: m.onnx, sha256: "%s", size: 5, sources: ["file:/m.onnx"]}}}
                """
                        .formatted(HASH);
        assertRefused("models:\n" + entry + entry, "mine appears twice");
    }

    @Test
    void refusesNamesThatLeaveTheCache() {
        assertThatThrownBy(() -> artifact("../x", HASH, 1)).hasMessageContaining("no plain file name");
        assertThatThrownBy(() -> artifact(".lock", HASH, 1)).hasMessageContaining("no plain file name");
        assertThatThrownBy(() -> artifact("x", "AB", 1)).hasMessageContaining("64 lower-case hexadecimal");
        assertThatThrownBy(() -> artifact("x", HASH, 0)).hasMessageContaining("needs a size");
        Map<String, ModelArtifact> files = Map.of("checkpoint", artifact("x", HASH, 1));
        assertThatThrownBy(() -> entry("../up", files)).hasMessageContaining("must be lower-case");
        assertThatThrownBy(() -> entry("x", Map.of())).hasMessageContaining("no artifact 'checkpoint'");
        assertThatThrownBy(() -> entry("x", files).artifact("tokenizer"))
                .hasMessageContaining("no artifact 'tokenizer'");
        assertThatThrownBy(() -> new ModelFiles(entry("x", files), folder, Map.of()).artifact("tokenizer"))
                .hasMessageContaining("no artifact 'tokenizer'");
    }

    private static ModelArtifact artifact(String file, String sha256, long size) {
        return new ModelArtifact(file, sha256, size, List.of("file:/x"));
    }

    private static ModelEntry entry(String name, Map<String, ModelArtifact> artifacts) {
        return new ModelEntry(name, "1", "MIT", null, "p", Map.of(), 1, artifacts);
    }

    private void assertRefused(String yaml, String problem) throws IOException {
        Path file = write(yaml);
        assertThatThrownBy(() -> ModelCatalog.builtIn().with(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("catalog.yml"), yaml);
    }
}
