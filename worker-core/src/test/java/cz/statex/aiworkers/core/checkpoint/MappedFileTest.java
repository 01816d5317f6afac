package cz.statex.aiworkers.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {

    private static final int LARGE = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void copiesAcrossTheChunksThatALargeFileIsMappedIn() throws IOException {
        long boundary = 1L << 30;
        Path path = folder.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            // A hole of 2 GiB costs no space on the disk.
            file.setLength(2 * boundary + 5);
            file.seek(boundary - 2);
            file.write(new byte[] {1, 2, 3, 4});
            file.seek(2 * boundary + 4);
            file.write(9);
        }
        try (MappedFile file = MappedFile.open(path)) {
            assertThat(file.bytes("t", boundary - 2, 4)).containsExactly(1, 2, 3, 4);
            assertThat(file.bytes("t", 2 * boundary - 1, 6)).containsExactly(0, 0, 0, 0, 0, 9);
            assertThat(file.repeats(boundary - 2, boundary - 2, 4)).isTrue();
            assertThat(file.repeats(boundary - 2, boundary, 2)).isFalse();
            assertThat(file.repeats(0, 1000, 100_000)).isTrue();
            assertThatThrownBy(() -> file.bytes("t", 0, 1L << 31))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("tensor t of model file large has 2147483648 bytes, and a tensor is read as a whole:"
                            + " at most 2147483639");
        }
    }

    @Test
    void turnsTheFaultOfAPageThatTheFileLostIntoATypedError() throws IOException {
        Path path = large();
        byte[] target = new byte[100];
        try (MappedFile file = MappedFile.open(path)) {
            file.copyGuarded(LARGE / 2, target, 0, 100);
            shorten(path, 50);
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> file.copyGuarded(LARGE / 2, target, 0, 100))
                        .isInstanceOf(CheckpointException.class)
                        .hasMessage("model file large is truncated: it shrank while it was read")
                        .hasCauseInstanceOf(InternalError.class);
            }
        }
    }

    @Test
    void neitherTouchesNorTrustsWhatAFileLostBeforeItIsRead() throws IOException {
        Path path = large();
        try (MappedFile file = MappedFile.open(path)) {
            shorten(path, LARGE - 1);
            assertThatThrownBy(() -> file.bytes("w", 0, 1))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("tensor w of model file large is truncated: it shrank after it was opened")
                    .hasNoCause();
            // The page is still there, but its last byte is not what the file held.
            assertThatThrownBy(() -> file.copyGuarded(LARGE - 1, new byte[1], 0, 1))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("it shrank while it was read")
                    .hasNoCause();
        }
    }

    @Test
    void staysOpenForOthersWhenAReaderIsInterrupted() throws IOException {
        try (MappedFile file = MappedFile.open(large())) {
            Thread.currentThread().interrupt();
            assertThatCode(() -> file.bytes("w", 0, 1)).doesNotThrowAnyException();
            assertThat(Thread.interrupted()).isTrue();
            assertThatCode(() -> file.bytes("w", 0, 1)).doesNotThrowAnyException();
        }
    }

    @Test
    void streamsASectionAndNothingElse() throws IOException {
        Path path = Files.write(folder.resolve("small"), new byte[] {0, 1, (byte) 200, 3, 4, 5});
        try (MappedFile file = MappedFile.open(path)) {
            InputStream section = file.stream(1, 5);
            assertThat(section.available()).isEqualTo(4);
            assertThat(section.read()).isEqualTo(1);
            assertThat(section.read()).isEqualTo(200);
            assertThat(section.skip(1)).isEqualTo(1);
            assertThat(section.readAllBytes()).containsExactly(4);
            assertThat(section.read()).isEqualTo(-1);
            assertThat(section.skip(1)).isZero();
            assertThatThrownBy(() -> file.stream(1, 7)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void saysWhyAFileCannotBeOpenedOrReadAnyMore() throws IOException {
        assertThatThrownBy(() -> MappedFile.open(folder.resolve("absent")))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("model file absent cannot be opened");
        assertThatThrownBy(() -> MappedFile.open(Files.createDirectory(folder.resolve("directory"))))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("model file directory cannot be opened: it is no regular file");
        MappedFile file = MappedFile.open(large());
        file.close();
        file.close();
        assertThatThrownBy(() -> file.bytes("w", 0, 1))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("tensor w of model file large was closed");
    }

    private Path large() throws IOException {
        return Files.write(folder.resolve("large"), new byte[LARGE]);
    }

    private static void shorten(Path path, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(bytes);
        }
    }
}
