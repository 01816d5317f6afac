package cz.statex.aiworkers.core.model.download;

import static cz.statex.aiworkers.core.model.download.FileServer.file;
import static cz.statex.aiworkers.core.model.download.FileServer.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Downloads that are too large, or that this host has no room for. */
class DownloadRoomIT extends DownloadFixture {

    @Test
    void refusesAFileThatIsLargerThanAllowed() {
        maxBytes = 1_000_000;
        server.on(HUB_PATH, whole(CONTENT));
        assertFails(
                entry("m", unhashed()),
                ErrorCode.MODEL_INVALID,
                "file model.onnx of m@1 has 3000000 bytes, but at most 1000000 are allowed; raise MAX_MODEL_SIZE");
        assertFails(
                entry(HUB_FILE),
                ErrorCode.MODEL_INVALID,
                "model m@1 has 3000000 bytes, but at most 1000000 are allowed; raise MAX_MODEL_SIZE");
    }

    @Test
    void refusesAFileWhoseSizeNobodySaysWhenItHasBecomeTooLarge() throws Exception {
        maxBytes = 1_000_000;
        server.on(HUB_PATH, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(CONTENT);
        });
        assertFails(
                entry("m", unhashed()),
                ErrorCode.MODEL_INVALID,
                "file model.onnx of m@1 has 1000001 bytes, but at most 1000000 are allowed");
        assertThat(halves()).isEmpty();
    }

    @Test
    void looksForRoomBeforeItBegins() {
        space = folder -> DiskSpace.RESERVE + 2_999_999;
        server.on(HUB_PATH, whole(CONTENT));
        assertFails(
                entry(HUB_FILE),
                ErrorCode.MODEL_UNAVAILABLE,
                "the disk of the model cache is full: 3000000 more bytes are needed, 70108863 are free");
    }

    @Test
    void givesTheDiskBackWhenItIsFull() throws Exception {
        server.on(HUB_PATH, whole(CONTENT));
        Path model = Files.createDirectories(folder.resolve("cache/m/1"));
        HalfFile half = HalfFile.of(model, "model.onnx", HUB_FILE);
        Files.createSymbolicLink(half.path(), Path.of("/dev/full"));
        assertThatThrownBy(() -> repository().pull(entry(HUB_FILE)))
                .hasMessageContaining("the disk of the model cache is full")
                .hasMessageNotContaining(folder.toString())
                .cause()
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.isFull()).isTrue())
                .hasMessageContaining(folder.toString());
        assertThat(half.path()).doesNotExist();
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
    }

    @Test
    void looksForRoomBeforeAClientWritesAPackage() throws Exception {
        npm("exit 1");
        space = folder -> DiskSpace.RESERVE + 2_999_999;
        assertFails(
                entry("n", artifact(List.of("npm:name@1.0.0!/model.onnx"))),
                ErrorCode.MODEL_UNAVAILABLE,
                "the disk of the model cache is full: 3000000 more bytes are needed");
        assertThat(folder.resolve("called")).doesNotExist();
    }

    @Test
    void aClientThatFillsTheDiskIsNotToBlame() throws Exception {
        npm("echo 'npm error code ENOSPC'; exit 1");
        assertFails(
                entry("n", artifact(List.of("npm:name@1.0.0!/model.onnx"))),
                ErrorCode.MODEL_UNAVAILABLE,
                "the disk of the model cache is full: 3000000 more bytes are needed");
        assertThat(folder.resolve("called")).exists();
    }

    /** Stands in for the npm client and notes that it was called. */
    private void npm(String script) throws Exception {
        Path client = Files.writeString(
                folder.resolve("npm"), "#!/bin/sh\ntouch " + folder.resolve("called") + "\n" + script + "\n");
        assertThat(client.toFile().setExecutable(true)).isTrue();
        npm = client.toString();
    }

    @Test
    void theSourceIsNotToBlameForADiskThatTakesNotEvenTheFirstByte() throws Exception {
        server.on(HUB_PATH, file(CONTENT, "\"a\""));
        Path model = Files.createDirectories(folder.resolve("cache/m/1"));
        HalfFile half = HalfFile.of(model, "model.onnx", HUB_FILE);
        Files.createSymbolicLink(
                half.path().resolveSibling(half.path().getFileName() + ".state"), folder.resolve("absent/state"));
        assertFails(entry(HUB_FILE), ErrorCode.MODEL_UNAVAILABLE, "model m@1: the model cache cannot be written");
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
    }
}
