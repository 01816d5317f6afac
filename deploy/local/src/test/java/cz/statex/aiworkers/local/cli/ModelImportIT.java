package cz.statex.aiworkers.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.model.catalog.CatalogFile;
import cz.statex.aiworkers.core.model.download.FileServer;
import cz.statex.aiworkers.core.testing.TinyBert;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Imports from a stand-in of the model hub, measured on the real engine. */
class ModelImportIT {

    private static final String COMMIT = "0123456789".repeat(4);

    private static final String KNOWN = "distilbert-sst-2";
    private static final String REPOSITORY = "distilbert/distilbert-base-uncased-finetuned-sst-2-english";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private FileServer hub;

    @BeforeEach
    void publish() throws Exception {
        hub = new FileServer();
        Map<String, Object> config = new HashMap<>(TinyBert.CONFIG);
        config.put("architectures", List.of("BertModel"));
        file("config.json", Wire.mapper().writeValueAsBytes(config));
        file("model.onnx", TinyBert.onnx());
        file("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));
        String listing = Wire.mapper()
                .writeValueAsString(Map.of(
                        "sha", COMMIT,
                        "cardData", Map.of("license", "apache-2.0"),
                        "siblings",
                                List.of(
                                        Map.of("rfilename", "config.json"),
                                        Map.of("rfilename", "model.onnx"),
                                        Map.of("rfilename", "tokenizer.json"))));
        hub.on("/api/models/org/tiny/revision/v1", FileServer.whole(listing.getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void importsFromTheHubByCommitAndSaysWhatAPrecisionCosts() {
        assertThat(run("import", "hf:org/tiny@v1", "--precision", "bf16,int8", "--json"))
                .as(err.toString())
                .isZero();
        JsonNode imported = Wire.mapper().readTree(out.toString());
        assertThat(imported.path("version").asString()).isEqualTo(COMMIT.substring(0, 12));
        assertThat(imported.path("licence").asString()).isEqualTo("Apache-2.0");
        JsonNode fp32 = imported.path("sample").get(0);
        JsonNode bf16 = imported.path("sample").get(1);
        JsonNode int8 = imported.path("sample").get(2);
        assertThat(imported.path("sample").size()).isEqualTo(3);
        assertThat(int8.path("precision").asString()).isEqualTo("int8");
        assertThat(int8.path("worst_cosine").asDouble()).isBetween(0.9, 1.0);
        assertThat(int8.path("max_drift").asDouble()).isPositive();
        assertThat(bf16.path("worst_cosine").asDouble()).isBetween(0.99, 1.0);
        assertThat(bf16.path("max_drift").asDouble()).isPositive();
        assertThat(bf16.path("bytes").asLong()).isLessThan(fp32.path("bytes").asLong());
        assertThat(folder.resolve("catalog.yml"))
                .content()
                .contains("hf:org/tiny@" + COMMIT + "/model.onnx", "sha256:");
        assertThat(hub.requests()).allMatch(request -> "Bearer hf_secret".equals(request.authorization()));
        assertThat(err.toString()).doesNotContain("hf_secret");
    }

    @Test
    void measuresAModelOfTheOperatorsCatalogLater() {
        run("import", "hf:org/tiny@v1", "--no-sample", "--name", "own");
        out.getBuffer().setLength(0);
        assertThat(run("bench", "own", "--rounds", "1", "--json"))
                .as(err.toString())
                .isZero();
        JsonNode rows = Wire.mapper().readTree(out.toString());
        assertThat(rows.valueStream().map(row -> row.path("precision").asString()))
                .contains("fp32", "int8")
                .doesNotContain("fp16");
        assertThat(rows.get(1).path("max_drift").asDouble()).isBetween(1e-9, 1.0);
    }

    @ParameterizedTest
    @CsvSource({"bert/bert-classify", "bert/bert-tag", "bart/marian", "t5/t5", "whisper/mel80"})
    void measuresHeadsAndDecoders(String golden) throws IOException {
        Path published = Files.createDirectories(folder.resolve("published"));
        for (String file : List.of("config.json", "model.safetensors")) {
            try (InputStream content = TinyBert.class.getResourceAsStream("/golden/" + golden + "/" + file)) {
                Files.copy(Objects.requireNonNull(content, golden), published.resolve(file));
            }
        }
        assertThat(run("import", published.toString(), "--precision", "bf16,int8", "--json"))
                .as(err.toString())
                .isZero();
        JsonNode sample = Wire.mapper().readTree(out.toString()).path("sample");
        assertThat(sample.valueStream().map(row -> row.path("precision").asString()))
                .containsExactly("fp32", "bf16", "int8");
        assertThat(sample.get(1).path("worst_cosine").asDouble()).isBetween(0.9, 1.000001);
        assertThat(sample.get(1).path("max_drift").asDouble()).isPositive();
    }

    @Test
    void pullsAKnownModelOfTheHubByItsNameIntoTheOperatorsCatalog() throws IOException {
        publishKnown("model.safetensors");
        assertThat(state()).isEqualTo("NOT_IMPORTED");

        assertThat(run("pull", KNOWN, "--json")).as(err.toString()).isZero();
        JsonNode pulled = Wire.mapper().readTree(out.toString());
        assertThat(pulled.get(0).path("model").asString()).isEqualTo(KNOWN + "@" + COMMIT.substring(0, 12));
        assertThat(pulled.get(0).path("sha256").asString()).hasSize(64);
        assertThat(err.toString()).contains("Imported " + KNOWN, "(Apache-2.0) for the program bert_encoder");
        assertThat(new CatalogFile(folder.resolve("catalog.yml")).entries()).hasEntrySatisfying(KNOWN, entry -> {
            assertThat(entry.card().task()).isEqualTo("text.sentiment");
            assertThat(entry.card().languages()).containsExactly("en");
            assertThat(entry.artifact("checkpoint").sources())
                    .containsExactly("hf:" + REPOSITORY + "@" + COMMIT + "/model.safetensors");
            assertThat(entry.artifact("checkpoint").sha256())
                    .isEqualTo(pulled.get(0).path("sha256").asString());
        });
        assertThat(state()).isEqualTo("IN_CATALOG");

        hub.close();
        assertThat(run("pull", KNOWN)).as("it is here already: " + err).isZero();
    }

    @Test
    void saysWhatCanBePulledAndPullsNothingIfOneNameIsUnknown() throws IOException {
        publishKnown("model.safetensors");
        assertThat(run("list")).isZero();
        assertThat(out.toString()).contains("Not imported; 'aiw models pull NAME'", KNOWN, "hf:" + REPOSITORY);
        assertThat(run("bench", KNOWN)).isEqualTo(3);
        assertThat(err.toString()).contains("'aiw models pull " + KNOWN + "' fetches it from the hub");

        assertThat(run("pull", KNOWN, "no-such-model")).isEqualTo(3);
        assertThat(err.toString()).contains("the model catalog has no 'no-such-model'");
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void saysWhatToDoIfAKnownModelHasOnlyAFileThatMayHoldCode() throws IOException {
        publishKnown("pytorch_model.bin");
        assertThat(run("pull", KNOWN)).isEqualTo(8);
        assertThat(err.toString()).contains("pytorch_model.bin", "take a revision that has it");
        assertThat(folder.resolve("catalog.yml")).doesNotExist();
    }

    @Test
    void printsTheSampleForPeople() {
        assertThat(run("import", "hf:org/tiny@v1")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("PRECISION", "MAX DRIFT", "fp32");
    }

    @Test
    void saysThatTheHubHasNoSuchModel() {
        assertThat(run("import", "hf:org/other")).isEqualTo(3);
        assertThat(err.toString()).contains("the model hub does not have it (404), asked for org/other at main");
        hub.on("/api/models/org/secret/revision/main", FileServer.status(401));
        assertThat(run("import", "hf:org/secret")).isEqualTo(4);
        assertThat(err.toString()).contains("private models need HUGGINGFACE_TOKEN");
    }

    @Test
    void refusesShardsThatTogetherAreTooLargeBeforeAnyIsFetched() {
        List<Map<String, Object>> files = List.of(
                Map.of("rfilename", "config.json"),
                Map.of("rfilename", "model-00001-of-00002.safetensors", "size", 3_000_000_000L),
                Map.of("rfilename", "model-00002-of-00002.safetensors", "size", 2_500_000_000L));
        String listing = Wire.mapper().writeValueAsString(Map.of("sha", COMMIT, "siblings", files));
        hub.on("/api/models/org/tiny/revision/main", FileServer.whole(listing.getBytes(StandardCharsets.UTF_8)));
        assertThat(run("import", "hf:org/tiny")).isEqualTo(8);
        assertThat(err.toString()).contains("has 5500000000 bytes, but at most 5000000000 are allowed");
        assertThat(hub.requests()).noneMatch(request -> request.path().endsWith(".safetensors"));
    }

    @Test
    void saysThatTheHubDoesNotGiveTheConfiguration() {
        hub.on("/org/tiny/resolve/" + COMMIT + "/config.json", FileServer.status(403));
        assertThat(run("import", "hf:org/tiny@v1")).isEqualTo(4);
        assertThat(err.toString())
                .contains("the model hub does not give it to us (403), asked for config.json of org/tiny")
                .doesNotContain("fault of this program");
    }

    private void file(String name, byte[] content) {
        file("org/tiny", name, content);
    }

    private void file(String repository, String name, byte[] content) {
        hub.on("/" + repository + "/resolve/" + COMMIT + "/" + name, FileServer.whole(content));
    }

    /** A small classifier in the place of the known model, with its weights in a file of that name. */
    private void publishKnown(String weights) throws IOException {
        for (String file : List.of("config.json", "model.safetensors")) {
            try (InputStream content = TinyBert.class.getResourceAsStream("/golden/bert/bert-classify/" + file)) {
                byte[] bytes = Objects.requireNonNull(content, file).readAllBytes();
                file(REPOSITORY, file.equals("config.json") ? file : weights, bytes);
            }
        }
        String listing = Wire.mapper()
                .writeValueAsString(Map.of(
                        "sha", COMMIT,
                        "cardData", Map.of("license", "apache-2.0"),
                        "siblings", List.of(Map.of("rfilename", "config.json"), Map.of("rfilename", weights))));
        hub.on(
                "/api/models/" + REPOSITORY + "/revision/main",
                FileServer.whole(listing.getBytes(StandardCharsets.UTF_8)));
    }

    /** Where the known model stands, as {@code models list} says. */
    private String state() {
        out.getBuffer().setLength(0);
        assertThat(run("list", "--json")).as(err.toString()).isZero();
        JsonNode rows = Wire.mapper().readTree(out.toString());
        out.getBuffer().setLength(0);
        return rows.valueStream()
                .filter(row -> row.path("name").asString().equals(KNOWN))
                .map(row -> row.path("state").asString())
                .collect(Collectors.joining());
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "models";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return LocalAiw.commandLine(
                        new Output(new PrintWriter(out), new PrintWriter(err)),
                        Map.of(
                                "MODEL_CACHE_DIR", folder.toString(),
                                "HUGGINGFACE_TOKEN", "hf_secret",
                                "AI_WORKERS_MODELS_SOURCES_HUB", hub.address()))
                .execute(all);
    }
}
