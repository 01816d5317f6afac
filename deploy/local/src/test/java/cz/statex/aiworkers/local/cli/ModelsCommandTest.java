package cz.statex.aiworkers.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.testing.TinyBert;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands about models, on a cache of their own and a tiny model in a folder. */
class ModelsCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path model;

    @BeforeEach
    void publish() throws IOException {
        model = Files.createDirectories(folder.resolve("My Tiny-BERT"));
        Map<String, Object> config = new HashMap<>(TinyBert.CONFIG);
        config.put("architectures", List.of("BertModel"));
        config.put("model_type", "bert");
        config.put("nothing", null);
        config.put("id2label", Map.of("1", "good", "0", "bad"));
        config(config);
        Files.write(model.resolve("model.onnx"), TinyBert.onnx());
        Files.writeString(model.resolve("tokenizer.json"), "{}");
        Files.createDirectories(model.resolve("1_Pooling"));
        Files.writeString(model.resolve("1_Pooling/config.json"), "{\"pooling_mode_cls_token\": true}");
    }

    @Test
    void importsAFolderAndListsIt() {
        assertThat(run("import", model.toString(), "--no-sample", "--task", "text.embed", "--licence", "MIT"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("Imported my-tiny-bert@", "(MIT) for the program bert_encoder", "cache/catalog.yml");
        assertThat(folder.resolve("cache/catalog.yml"))
                .content()
                .contains("name: my-tiny-bert", "pooling_mode_cls_token: true", "file:" + model.resolve("model.onnx"))
                .containsSubsequence("- bad", "- good");

        out.getBuffer().setLength(0);
        assertThat(run("list", "--json")).isZero();
        JsonNode row = json().valueStream()
                .filter(one -> one.path("name").asString().equals("my-tiny-bert"))
                .findFirst()
                .orElseThrow();
        assertThat(row.path("in_catalog").asBoolean()).isTrue();
        assertThat(row.path("archives").size()).isEqualTo(1);
        assertThat(row.path("on_disk").asLong())
                .isGreaterThan(row.path("download").asLong());
        assertThat(run("list")).isZero();
        assertThat(out.toString()).contains("NAME", "my-tiny-bert", "whisper-tiny", "s ago");
    }

    @Test
    void importsTheSameModelAgainUnderAnotherNameAndNumbers() {
        assertThat(run("import", model.toString(), "--no-sample"))
                .as(err.toString())
                .isZero();
        assertThat(run(
                        "import",
                        model.toString(),
                        "--no-sample",
                        "--name",
                        "small",
                        "--precision",
                        "bf16,fp32",
                        "--prune",
                        "0.5"))
                .as(err.toString())
                .isZero();
        assertThat(folder.resolve("cache/catalog.yml"))
                .content()
                .contains("name: my-tiny-bert", "name: small", "pruned: 0.5")
                .containsSubsequence("- bf16", "- fp32");
    }

    @Test
    void verifiesAndPutsBrokenFilesAside() throws IOException {
        assertThat(run("verify")).isZero();
        assertThat(out.toString()).contains("no models on this host");
        run("import", model.toString(), "--no-sample", "--name", "tiny");
        assertThat(run("verify", "tiny")).isZero();

        Path tokenizer = cached("tokenizer.json");
        assertThat(tokenizer.toFile().setWritable(true)).isTrue();
        Files.writeString(tokenizer, "[]");
        out.getBuffer().setLength(0);
        assertThat(run("verify", "--json")).isEqualTo(1);
        assertThat(json().toString())
                .contains("{\"model\":\"tiny@", "\"file\":\"tokenizer.json\",\"state\":\"BROKEN\"");
        assertThat(tokenizer).doesNotExist();
        assertThat(run("verify")).isZero();

        out.getBuffer().setLength(0);
        assertThat(run("pull", "tiny", "--json")).isZero();
        assertThat(json().get(0).path("hash_in_catalog").asBoolean()).isTrue();
        assertThat(tokenizer).exists();
    }

    @Test
    void removesFilesAndEntries() {
        run("import", model.toString(), "--no-sample", "--name", "tiny");
        assertThat(run("remove", "tiny")).isZero();
        assertThat(folder.resolve("cache/tiny")).doesNotExist();
        assertThat(run("pull", "tiny", "--files-only")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("tokenizer.json", "catalog");
        assertThat(run("remove", "tiny", "--entry")).isZero();
        assertThat(run("pull", "tiny")).isEqualTo(3);
        assertThat(err.toString()).contains("the model catalog has no 'tiny'; it has [all-minilm-l6-v2,");
        assertThat(run("remove", "tiny")).isEqualTo(3);
    }

    @Test
    void saysWhyAModelIsNotImported() throws IOException {
        assertThat(run("import", folder.resolve("absent").toString())).isEqualTo(3);
        assertThat(err.toString()).contains("is no folder; import hf:ORG/NAME");

        config(Map.of("architectures", List.of("LlamaForCausalLM")));
        assertThat(run("import", model.toString())).isEqualTo(8);
        assertThat(err.toString())
                .contains("no program runs the architecture [LlamaForCausalLM]; supported are")
                .contains("BertModel");

        Files.writeString(model.resolve("config.json"), "[]");
        assertThat(run("import", model.toString())).isEqualTo(8);
        assertThat(err.toString()).contains("config.json of My Tiny-BERT is no JSON object");
        Files.delete(model.resolve("config.json"));
        assertThat(run("import", model.toString())).isEqualTo(8);
        assertThat(err.toString()).contains("has no config.json");
        assertThat(run("import", "hf:nonsense")).isEqualTo(2);
        assertThat(run("import", "hf:org/..")).isEqualTo(2);
        assertThat(folder.resolve("cache/catalog.yml")).doesNotExist();
    }

    @Test
    void refusesPicklesAndModelsThatDoNotFitTheirProgram() throws IOException {
        Files.move(model.resolve("model.onnx"), model.resolve("pytorch_model.bin"));
        assertThat(run("import", model.toString())).isEqualTo(8);
        assertThat(err.toString()).contains("[pytorch_model.bin] may hold code");

        Files.move(model.resolve("pytorch_model.bin"), model.resolve("model.onnx"));
        Map<String, Object> config = new HashMap<>(TinyBert.CONFIG);
        config.put("architectures", List.of("BertModel"));
        config.put("num_hidden_layers", 3);
        config(config);
        assertThat(run("import", model.toString(), "--name", "deep")).isEqualTo(8);
        assertThat(err.toString()).contains("tensor", "layer.2").contains("is missing");
        assertThat(folder.resolve("cache/catalog.yml")).doesNotExist();
    }

    @Test
    void benchmarksSayWhyAModelCannotBeHad() throws IOException {
        Path noFolder = Files.createFile(folder.resolve("file"));
        Output output = new Output(new PrintWriter(out), new PrintWriter(err));
        for (List<String> command : List.of(
                List.of("models", "bench", "all-minilm-l6-v2"),
                List.of("bench", "batching"),
                List.of("bench", "soak"))) {
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(List.of("--cache", noFolder.toString()));
            assertThat(LocalAiw.commandLine(output, Map.of()).execute(arguments.toArray(String[]::new)))
                    .as(err.toString())
                    .isEqualTo(4);
        }
        assertThat(err.toString()).contains("the files of model all-minilm-l6-v2@1 cannot be read or written now");
    }

    @Test
    void saysWhatIsWrongWithTheOperatorsCatalog() throws IOException {
        Path catalog = Files.writeString(folder.resolve("own.yml"), "models: [{name: x}]");
        assertThat(run("list", "--catalog", catalog.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("own.yml is not valid: model 'x': version is missing");
    }

    @Test
    void saysWhenACatalogThatWasNamedIsNotThere() {
        assertThat(run("list", "--catalog", folder.resolve("none.yml").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("none.yml cannot be read");
    }

    @Test
    void keepsTheEntryOfAnotherVersionThanTheOneToRemove() {
        run("import", model.toString(), "--no-sample", "--name", "tiny");
        assertThat(run("remove", "tiny@0", "--entry")).isEqualTo(3);
        assertThat(folder.resolve("cache/catalog.yml")).content().contains("name: tiny");

        assertThat(run("remove", "tiny", "--entry")).as(err.toString()).isZero();
        assertThat(folder.resolve("cache/catalog.yml")).content().doesNotContain("name: tiny");
    }

    @Test
    void saysWhichLabelHasNoNumber() throws IOException {
        Map<String, Object> config = new HashMap<>(TinyBert.CONFIG);
        config.put("architectures", List.of("BertModel"));
        config.put("id2label", Map.of("first", "bad"));
        config(config);
        assertThat(run("import", model.toString(), "--no-sample")).isEqualTo(8);
        assertThat(err.toString()).contains("config.json: id2label has the key 'first', which is no number");
    }

    private Path cached(String file) throws IOException {
        try (var files = Files.walk(folder.resolve("cache/tiny"))) {
            return files.filter(one -> one.endsWith(file)).findFirst().orElseThrow();
        }
    }

    private void config(Map<String, Object> fields) throws IOException {
        Files.writeString(model.resolve("config.json"), Wire.mapper().writeValueAsString(fields));
    }

    private int run(String... arguments) {
        Output output = new Output(new PrintWriter(out), new PrintWriter(err));
        String[] all = new String[arguments.length + 1];
        all[0] = "models";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Map<String, String> environment =
                Map.of("MODEL_CACHE_DIR", folder.resolve("cache").toString());
        return LocalAiw.commandLine(output, environment).execute(all);
    }

    private JsonNode json() {
        return Wire.mapper().readTree(out.toString());
    }
}
