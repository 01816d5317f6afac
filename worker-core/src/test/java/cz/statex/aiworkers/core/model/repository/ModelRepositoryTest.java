package cz.statex.aiworkers.core.model.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelCard;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.source.SourceSettings;
import cz.statex.aiworkers.core.model.source.Sources;
import cz.statex.aiworkers.core.testing.OnnxFile;
import cz.statex.aiworkers.core.testing.SafetensorsFile;
import cz.statex.aiworkers.core.testing.TinyBert;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRepositoryTest {

    private static final byte[] TOKENIZER = "{}".getBytes(StandardCharsets.UTF_8);
    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    @TempDir
    Path folder;

    private final List<String> rebuilt = new ArrayList<>();
    private ModelRepository repository;
    private ModelEntry entry;

    @BeforeEach
    void makeSources() throws IOException {
        repository = repository(1_000_000);
        Path onnx = Files.write(folder.resolve("source.onnx"), TinyBert.onnx());
        Path tokenizer = Files.write(folder.resolve("source.json"), TOKENIZER);
        entry = TinyBert.entry(
                "tiny",
                List.of(
                        TinyBert.artifact("model.onnx", TinyBert.onnx(), onnx),
                        TinyBert.artifact("tokenizer.json", TOKENIZER, tokenizer)));
    }

    @Test
    void convertsOnceAndVerifiesEverAfter() throws Exception {
        ModelFiles first = repository.prepare(entry);
        assertThat(first.artifact("tokenizer")).hasBinaryContent(TOKENIZER);
        assertThat(first.archive()).exists().hasParent(folder.resolve("cache/tiny/1"));
        Files.setLastModifiedTime(first.archive(), LONG_AGO);

        ModelFiles second = repository(1_000_000).prepare(entry);
        assertThat(second).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(second.archive())).isEqualTo(LONG_AGO);
        assertThat(rebuilt).isEmpty();
    }

    @Test
    void addsADifferenceToTheWeightsAndMakesAnotherArchiveOfIt() throws Exception {
        byte[] bytes = new SafetensorsFile()
                .floats("embeddings.LayerNorm.bias.difference", new float[TinyBert.HIDDEN], TinyBert.HIDDEN)
                .build();
        Path file = Files.write(folder.resolve("difference.safetensors"), bytes);
        Map<String, ModelArtifact> artifacts = new LinkedHashMap<>(entry.artifacts());
        artifacts.put(ModelEntry.DIFFERENCE, TinyBert.artifact("difference.safetensors", bytes, file));
        ModelFiles tuned = repository.prepare(with(artifacts));
        ModelFiles plain = repository.prepare(entry);
        assertThat(tuned.archive().getFileName()).isNotEqualTo(plain.archive().getFileName());
        assertThat(Files.size(tuned.archive())).isEqualTo(Files.size(plain.archive()));

        byte[] foreign = new SafetensorsFile()
                .floats("absent.difference", new float[1], 1)
                .build();
        Path other = Files.write(folder.resolve("foreign.safetensors"), foreign);
        artifacts.put(ModelEntry.DIFFERENCE, TinyBert.artifact("foreign.safetensors", foreign, other));
        assertThatThrownBy(() -> repository.prepare(with(artifacts)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(
                        "tensor absent.difference of model file foreign.safetensors is for a tensor that");
        artifacts.remove(ModelEntry.CHECKPOINT);
        assertThatThrownBy(() -> with(artifacts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no weights to add it to");
    }

    private ModelEntry with(Map<String, ModelArtifact> artifacts) {
        return new ModelEntry(
                entry.name(),
                entry.version(),
                entry.card(),
                entry.program(),
                entry.config(),
                entry.maxTokens(),
                entry.precisions(),
                entry.pruned(),
                artifacts);
    }

    @Test
    void putsBrokenCachedFilesAsideAndMakesThemAnew() throws Exception {
        ModelFiles files = repository.prepare(entry);
        byte[] archive = Files.readAllBytes(files.archive());
        byte[] damaged = archive.clone();
        damaged[archive.length / 2] ^= 1;
        assertThat(files.archive().toFile().setWritable(true)).isTrue();
        assertThat(files.artifact("tokenizer").toFile().setWritable(true)).isTrue();
        Files.write(files.archive(), damaged);
        Files.writeString(files.artifact("tokenizer"), "[]");

        assertThat(repository.prepare(entry)).isEqualTo(files);
        assertThat(files.archive()).hasBinaryContent(archive);
        assertThat(files.artifact("tokenizer")).hasBinaryContent(TOKENIZER);
        assertThat(rebuilt)
                .containsExactlyInAnyOrder(files.archive().getFileName().toString(), "tokenizer.json");
        assertThat(quarantine("tiny@1-tokenizer.json")).hasContent("[]");
        assertThat(quarantine("tiny@1-tokenizer.json.reason.txt")).content().contains("sha256 is", "but must be");
        assertThat(quarantine("tiny@1-" + files.archive().getFileName())).hasBinaryContent(damaged);
    }

    @Test
    void finishesWhatAProcessThatDiedLeft() throws Exception {
        ModelFiles files = repository.prepare(entry);
        Path cache = folder.resolve("cache/tiny/1");
        Files.delete(cache.resolve(files.archive().getFileName() + ".sha256"));
        Files.createFile(cache.resolve("model.onnx.123.part"));

        repository.prepare(entry);
        assertThat(cache.resolve("model.onnx.123.part")).doesNotExist();
        assertThat(cache.resolve(files.archive().getFileName() + ".sha256")).exists();
    }

    @Test
    void severalAtOnceConvertOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<ModelFiles>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> repository(1_000_000).prepare(entry)));
            }
            for (Future<ModelFiles> one : all) {
                assertThat(one.get()).isEqualTo(all.get(0).get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(rebuilt).isEmpty();
    }

    @Test
    void takesTheFirstSourceThatHasTheBytes() throws Exception {
        Path other = Files.writeString(folder.resolve("other.json"), "[]");
        Path longer = Files.writeString(folder.resolve("longer.json"), "{}{}{}");
        ModelArtifact good = entry.artifact("tokenizer");
        ModelArtifact searched = new ModelArtifact(
                good.file(),
                good.sha256(),
                good.size(),
                List.of(
                        "classpath:none.json",
                        "file:" + other,
                        "file:" + longer,
                        "npm:no-such-client@1.0.0!/x.json",
                        good.sources().get(0)));
        ModelFiles files =
                repository.prepare(TinyBert.entry("searched", List.of(entry.artifact("checkpoint"), searched)));
        assertThat(files.artifact("tokenizer")).hasBinaryContent(TOKENIZER);
    }

    @Test
    void tellsWhyAModelCannotBeHad() throws Exception {
        ModelArtifact checkpoint = entry.artifact("checkpoint");
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "wrong");
        assertFails(
                with(new ModelArtifact("t.json", checkpoint.sha256(), 5, List.of("file:" + wrong))),
                ErrorCode.MODEL_INVALID,
                "file t.json of model tiny@1 cannot be had: file has other bytes than the catalog names");
        assertThat(quarantine("tiny@1-t.json")).hasContent("wrong");
        assertThat(quarantine("tiny@1-t.json.reason.txt"))
                .content()
                .contains("it came from file:" + wrong, "the catalog names " + checkpoint.sha256());
        assertFails(
                with(new ModelArtifact("t.json", checkpoint.sha256(), 5, List.of("classpath:none", "file:/none"))),
                ErrorCode.MODEL_NOT_FOUND,
                "file t.json of model tiny@1 cannot be had: class path does not have it; file does not have it");
        assertFails(
                with(new ModelArtifact("t.json", checkpoint.sha256(), 5, List.of())),
                ErrorCode.MODEL_NOT_FOUND,
                "it has no source; set MODEL_DOWNLOAD_URL");
    }

    @Test
    void tellsWhyAModelDoesNotFitItsProgramOrThisHost() throws Exception {
        byte[] half = new OnnxFile()
                .random("embeddings.word_embeddings.weight", 50, 16)
                .build();
        Path source = Files.write(folder.resolve("half.onnx"), half);
        assertFails(
                TinyBert.entry("half", List.of(TinyBert.artifact("half.onnx", half, source))),
                ErrorCode.MODEL_INVALID,
                "tensor embeddings.position_embeddings.weight of model file half.onnx is missing");

        assertThat(quarantine("half@1-half.onnx.reason.txt")).content().contains("embeddings.position_embeddings");
        assertThat(quarantine("half@1-half.onnx")).doesNotExist();

        ModelEntry program = new ModelEntry(
                "p", "1", ModelCard.licensed("MIT"), "no_such", TinyBert.CONFIG, 1, List.of(), 0, entry.artifacts());
        assertFails(program, ErrorCode.MODEL_INVALID, "model p@1: there is no program no_such");

        repository = repository(100);
        assertFails(entry, ErrorCode.MODEL_INVALID, "but at most 100 are allowed");
        Files.createFile(folder.resolve("file"));
        repository = new ModelRepository(folder.resolve("file"), 1_000_000, ModelObserver.NONE);
        assertFails(entry, ErrorCode.MODEL_UNAVAILABLE, "cannot be read or written now");
    }

    private Path quarantine(String name) {
        return folder.resolve("cache/.quarantine").resolve(name);
    }

    private ModelEntry with(ModelArtifact tokenizer) {
        return TinyBert.entry("tiny", List.of(entry.artifact("checkpoint"), tokenizer));
    }

    private void assertFails(ModelEntry failing, ErrorCode code, String problem) {
        assertThatThrownBy(() -> repository.prepare(failing))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(problem)
                .hasMessageNotContaining(folder.toString());
    }

    private ModelRepository repository(long maxBytes) {
        SourceSettings sources = new SourceSettings(
                null,
                SourceSettings.PUBLIC_HUB,
                null,
                "no-such-client",
                null,
                folder.resolve("scratch"),
                SourceSettings.Timeouts.DEFAULT);
        ModelObserver observer = new ModelObserver() {
            @Override
            public void rebuilt(String model, String file) {
                rebuilt.add(file);
            }
        };
        return new ModelRepository(
                RepositorySettings.of(folder.resolve("cache"), maxBytes),
                Sources.of(sources, ""),
                ModelDirectory.NONE,
                observer);
    }
}
