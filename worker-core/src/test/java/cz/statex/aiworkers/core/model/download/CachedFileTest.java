package cz.statex.aiworkers.core.model.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedFileTest {

    @TempDir
    Path folder;

    @Test
    void aFullDiskIsToldApartAndLeavesNothing() throws Exception {
        Path target = folder.resolve("model.pt");
        assertThatThrownBy(() -> CachedFile.create(target, 1234, part -> {
                    Files.createSymbolicLink(part, Path.of("/dev/full"));
                    Files.write(part, new byte[1]);
                }))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.isFull()).isTrue())
                .hasMessageContaining("1234 more bytes are needed")
                .hasMessageContaining("remove models, or set MODEL_CACHE_DIR to a larger disk");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aCheckpointThatDoesNotFitIsNoFaultOfTheDisk() {
        assertThatThrownBy(() -> CachedFile.create(folder.resolve("model.pt"), 1, part -> {
                    throw new CheckpointException("model.onnx", "is empty");
                }))
                .isInstanceOf(CheckpointException.class);
    }
}
