package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.OnnxCheckpoint;
import cz.statex.aiworkers.core.testing.OnnxFile;
import cz.statex.aiworkers.core.testing.TinyBert;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptArchiveTest {

    @TempDir
    Path folder;

    @Test
    void equalInputsGiveEqualBytes() throws IOException {
        Path first = write(folder.resolve("first.pt"));
        Path second = write(folder.resolve("second.pt"));
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    }

    @Test
    void archiveIsAnUncompressedZipOfOneFolderInTheOrderThatReadersExpect() throws IOException {
        try (ZipFile zip = new ZipFile(write(folder.resolve("tiny.pt")).toFile())) {
            List<? extends ZipEntry> entries = zip.stream().toList();
            assertThat(entries).allSatisfy(entry -> {
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                assertThat(entry.getName()).startsWith("bert_encoder/");
            });
            assertThat(entries.stream().map(ZipEntry::getName).limit(6))
                    .containsExactly(
                            "bert_encoder/data.pkl",
                            "bert_encoder/code/__torch__.py",
                            "bert_encoder/constants.pkl",
                            "bert_encoder/version",
                            "bert_encoder/byteorder",
                            "bert_encoder/data/0");
            assertThat(text(zip, "bert_encoder/version")).isEqualTo("10\n");
            assertThat(text(zip, "bert_encoder/code/__torch__.py"))
                    .startsWith("# fp32\nclass Linear(Module):")
                    .contains("layer1 : __torch__.Layer", "[b, t, 3, 4, 4]", "1.0e-12")
                    .doesNotContain("${", "@", "\n#");
        }
    }

    @Test
    void weightsLieAtMultiplesOf64Bytes() throws IOException {
        byte[] archive = Files.readAllBytes(write(folder.resolve("tiny.pt")));
        ByteBuffer bytes = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
        int weights = 0;
        int at = 0;
        while (bytes.getInt(at) == 0x04034b50) {
            int nameLength = bytes.getShort(at + 26);
            int content = at + 30 + nameLength + bytes.getShort(at + 28);
            String name = new String(archive, at + 30, nameLength, StandardCharsets.UTF_8);
            assertThat(content % 64).as(name).isZero();
            weights += name.contains("/data/") ? 1 : 0;
            at = content + bytes.getInt(at + 18);
        }
        assertThat(weights).isEqualTo(5 + 2 * 12);
    }

    @Test
    void doesNotOverwriteAFile() throws IOException {
        Path target = Files.createFile(folder.resolve("there.pt"));
        assertThatThrownBy(() -> write(target)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void namesTheTensorThatIsMissing() throws IOException {
        Path file = folder.resolve("half.onnx");
        Files.write(
                file,
                new OnnxFile()
                        .random("embeddings.word_embeddings.weight", 50, 16)
                        .build());
        try (Checkpoint checkpoint = OnnxCheckpoint.open(file)) {
            assertThatThrownBy(() -> TorchScriptArchive.of("bert_encoder", TinyBert.CONFIG)
                            .write(checkpoint, folder.resolve("half.pt")))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("tensor embeddings.position_embeddings.weight of model file half.onnx is missing");
            assertThat(folder.resolve("half.pt")).doesNotExist();
        }
    }

    @Test
    void refusesUnknownProgramsAndImpossibleNumbers() {
        assertRefused("no_such", Map.of(), "there is no program no_such");
        assertRefused("bert_encoder", Map.of("num_hidden_layers", 2), "hidden_size must be given");
        assertRefused("bert_encoder", changed("hidden_size", 17), "17 is not a multiple of the 4 heads");
        assertRefused("bert_encoder", changed("num_hidden_layers", 1.5), "must be a whole number");
        assertRefused("bert_encoder", changed("num_hidden_layers", 0), "must be a whole number");
        assertRefused("bert_encoder", changed("layer_norm_eps", "small"), "and a number");
    }

    @Test
    void programTextChangesWithTheConfiguration() {
        String text = TorchScriptArchive.of("bert_encoder", TinyBert.CONFIG).text();
        assertThat(TorchScriptArchive.of("bert_encoder", changed("layer_norm_eps", 1e-5))
                        .text())
                .isNotEqualTo(text)
                .contains("1.0e-5");
    }

    @Test
    void programTextChangesWithTheOptions() {
        List<ImportOptions> options = Stream.of(Precision.values())
                .map(precision -> new ImportOptions(precision, 0, false, false))
                .flatMap(plain ->
                        Stream.of(plain, plain.withPruned(0.5), new ImportOptions(plain.precision(), 0, true, false)))
                .distinct()
                .toList();
        assertThat(options).hasSize(4 * 2 + 2);
        assertThat(options.stream()
                        .map(option -> TorchScriptArchive.of("bert_encoder", TinyBert.CONFIG, option)
                                .text())
                        .distinct())
                .hasSameSizeAs(options);
    }

    private Path write(Path target) throws IOException {
        Path onnx = Files.write(folder.resolve("tiny.onnx"), TinyBert.onnx());
        try (Checkpoint checkpoint = OnnxCheckpoint.open(onnx)) {
            TorchScriptArchive.of("bert_encoder", TinyBert.CONFIG, ImportOptions.trainable())
                    .write(checkpoint, target);
        }
        return target;
    }

    private static Map<String, Object> changed(String name, Object value) {
        Map<String, Object> config = new HashMap<>(TinyBert.CONFIG);
        config.put(name, value);
        return config;
    }

    private static void assertRefused(String program, Map<String, Object> config, String problem) {
        assertThatThrownBy(() -> TorchScriptArchive.of(program, config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    private static String text(ZipFile zip, String entry) throws IOException {
        return new String(zip.getInputStream(zip.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
