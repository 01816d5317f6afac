package cz.statex.aiworkers.core.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.core.torchscript.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogTest {

    private static final String HASH = "0".repeat(64);
    private static final String COMMIT = "1234567890".repeat(4);

    /** A whole entry; tests replace a part of it. */
    private static final String ENTRY =
            """
            models:
              - name: mine
                version: "2"
                task: text.sentiment
                licence: MIT
                labels: [negative, positive]
                languages: [en, "no"]
                program: bert_encoder
                config: {hidden_size: 8}
                max_tokens: 9
                precisions: [bf16, fp32]
                artifacts:
                  checkpoint: {file: m.onnx, sha256: HASH, size: 5, sources: ["file:/m.onnx"]}
            """
                    .replace("HASH", '"' + HASH + '"');

    @TempDir
    Path folder;

    @Test
    void comesWithTheEmbeddingModel() {
        ModelEntry entry = ModelCatalog.builtIn().require("all-minilm-l6-v2");
        assertThat(entry.id()).isEqualTo("all-minilm-l6-v2@1");
        assertThat(entry.licence()).isEqualTo("Apache-2.0");
        assertThat(entry.card().task()).isEqualTo("text.embed");
        assertThat(entry.config()).containsEntry("hidden_size", 384).containsEntry("layer_norm_eps", 1e-12);
        assertThat(entry.precisions()).containsExactly(Precision.FP32);
        assertThat(entry.artifact("tokenizer").sources()).contains("classpath:all-minilm-l6-v2-tokenizer.json");
    }

    @Test
    void comesWithSpeechModelsOfTwoFiles() {
        for (String size : List.of("tiny", "base", "small")) {
            ModelEntry entry = ModelCatalog.builtIn().require("whisper-" + size);
            assertThat(entry.checkpoints())
                    .extracting(ModelArtifact::file)
                    .containsExactly("encoder.onnx", "decoder.onnx");
            assertThat(entry.card().languages()).hasSize(99).contains("cs", "no", "en");
        }
        assertThat(ModelCatalog.builtIn().require("silero-vad").maxTokens()).isZero();
    }

    @Test
    void everyFileThatComesWithItHasAHash() {
        assertThat(ModelCatalog.builtIn().entries())
                .flatExtracting(entry -> entry.artifacts().values())
                .allSatisfy(artifact ->
                        assertThat(artifact).extracting(ModelArtifact::sha256).isNotNull());
    }

    @Test
    void operatorsAddModelsAndReplaceThem() throws IOException {
        ModelCatalog catalog = ModelCatalog.builtIn().with(write(ENTRY));
        ModelEntry mine = catalog.require("mine");
        assertThat(mine.maxTokens()).isEqualTo(9);
        assertThat(mine.precisions()).containsExactly(Precision.BF16, Precision.FP32);
        assertThat(mine.card().labels()).containsExactly("negative", "positive");
        assertThat(mine.card().languages()).containsExactly("en", "no");
        assertThat(catalog.entries()).hasSizeGreaterThan(1);

        ModelCatalog replaced = catalog.with(write(ENTRY.replace("mine", "all-minilm-l6-v2")));
        assertThat(replaced.require("all-minilm-l6-v2").version()).isEqualTo("2");
        assertThat(replaced.find("other")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            : : :                           | is no YAML
            ''                              | must hold one field, 'models', with a list
            models: {}                      | must hold one field, 'models', with a list
            models: !!javax.script.X []     | is no YAML
            models: [7]                     | model number 1: the entry is '7', but must be fields with values
            models: [{name: x}]             | model 'x': version is missing
            models: [{nme: x}]              | model number 1: nme is no field; the fields are [artifacts, config,
            """)
    void saysWhatIsWrongWithAFile(String yaml, String problem) throws IOException {
        assertRefused(yaml, problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            name: mine              | name: ../up          | model '../up': name is '../up', but must be lower-case
            version: "2"            | version: 2           | model 'mine': version is '2', but must be a text; numbers need quotes
            licence: MIT            | licence: []          | model 'mine': licence is '[]', but must be a text
            max_tokens: 9           | max_tokens: -1       | model 'mine': max_tokens is '-1', but must be a whole number
            max_tokens: 9           | max_tokens: many     | model 'mine': max_tokens is 'many', but must be a whole number
            hidden_size: 8          | hidden_size:         | model 'mine': config.hidden_size is 'null', but must have a value
            [bf16, fp32]            | [fp8]                | model 'mine': precisions has 'fp8', but must be of [fp32, bf16, fp16, int8]
            precisions: [bf16, fp32]| pruned: 1            | model 'mine': pruned is '1.0', but must be at least 0 and below 1
            precisions: [bf16, fp32]| pruned: half         | model 'mine': pruned is 'half', but must be a number
            [negative, positive]    | [no, yes]            | model 'mine': labels is 'false', but must be a list of texts
            file: m.onnx            | file: ../m.onnx      | model 'mine': artifacts.checkpoint: file is '../m.onnx', but must be a plain
            file: m.onnx            | file: .lock          | model 'mine': artifacts.checkpoint: file is '.lock', but must be a plain
            file: m.onnx            | file: m.bin          | artifacts.checkpoint: file is 'm.bin', but may hold code: only safetensors
            file: m.onnx            | file: model.PT       | artifacts.checkpoint: file is 'model.PT', but may hold code
            file: m.onnx            | file: m.gguf         | artifacts.checkpoint: file is 'm.gguf', but may hold code
            size: 5                 | size: 0              | artifacts.checkpoint: size is '0', but must be the number of bytes
            size: 5                 | length: 5            | artifacts.checkpoint: length is no field; the fields are [file, sha256
            file:/m.onnx            | ftp://x/m.onnx       | artifacts.checkpoint: sources is 'ftp://x/m.onnx', but a source is one of https
            file:/m.onnx            | npm:left-pad         | sources is 'npm:left-pad', but must have the form npm:NAME@VERSION!/FILE
            file:/m.onnx            | hf:a/b@main/../c     | sources is 'hf:a/b@main/../c', but must have the form hf:ORG/NAME@REVISION/FILE
            file:/m.onnx            | hf:../b@main/c       | but must have the form hf:ORG/NAME@REVISION/FILE
            file:/m.onnx            | hf:a/..@main/c       | but must have the form hf:ORG/NAME@REVISION/FILE
            file:/m.onnx            | hf:a/b@../c          | but must have the form hf:ORG/NAME@REVISION/FILE
            file:/m.onnx            | maven:a:..:1!/c      | but must have the form maven:GROUP:ARTIFACT:VERSION!/FILE
            file:/m.onnx            | s3://x               | must have the form s3://BUCKET/KEY
            checkpoint:             | weights:             | model 'mine': artifacts has only [weights], but needs 'checkpoint'
            """)
    void saysWhatIsWrongWithAnEntry(String right, String wrong, String problem) throws IOException {
        assertThat(ENTRY).contains(right);
        assertRefused(ENTRY.replace(right, wrong), problem);
    }

    @Test
    void onlyAHubFileOfANamedCommitMayComeWithoutAHash() throws IOException {
        String without = ENTRY.replace(", sha256: \"" + HASH + "\", size: 5", "");
        assertRefused(without, "sha256 is 'missing', but may be left out only if every source is hf:");
        assertRefused(without.replace("file:/m.onnx", "hf:a/b@main/m.onnx"), "sha256 is 'missing'");
        String pinned = without.replace("file:/m.onnx", "hf:a/b@" + COMMIT + "/m.onnx");
        assertRefused(pinned.replace("file: m.onnx", "file: m.onnx, size: 5"), "size is '5', but must be left out");

        ModelArtifact artifact =
                ModelCatalog.builtIn().with(write(pinned)).require("mine").artifact("checkpoint");
        assertThat(artifact.sha256()).isNull();
        assertThat(artifact.trusted(HASH, 7).size()).isEqualTo(7);
    }

    @Test
    void refusesWhatIsThereTwice() throws IOException {
        assertRefused(ENTRY + ENTRY.substring(ENTRY.indexOf('\n') + 1), "model 'mine' appears twice");
        String artifact = ENTRY.substring(ENTRY.indexOf("      checkpoint"));
        assertRefused(ENTRY + artifact.replace("checkpoint", "other"), "artifacts has two files of one name");
    }

    @Test
    void saysThatThereIsNoSuchModel() {
        assertThatThrownBy(() -> ModelCatalog.builtIn().with(folder.resolve("absent.yml")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be read: correct its path");
        assertThatThrownBy(() -> ModelCatalog.builtIn().require("gpt-9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no 'gpt-9'");
        ModelEntry entry = ModelCatalog.builtIn().require("silero-vad");
        assertThatThrownBy(() -> entry.artifact("tokenizer")).hasMessageContaining("no artifact 'tokenizer'");
        assertThatThrownBy(() -> new ModelFiles(entry, folder, Map.of()).artifact("tokenizer"))
                .hasMessageContaining("no artifact 'tokenizer'");
    }

    @Test
    void refusesHashesThatAreNone() {
        assertThatThrownBy(() -> new ModelArtifact("x", "AB", 1, List.of()))
                .hasMessage("sha256 is 'AB', but must be 64 lower-case hexadecimal digits");
    }

    private void assertRefused(String yaml, String problem) throws IOException {
        Path file = write(yaml);
        assertThatThrownBy(() -> ModelCatalog.builtIn().with(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the model catalog " + file + " is not valid: ")
                .hasMessageContaining(problem);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("catalog.yml"), yaml);
    }
}
