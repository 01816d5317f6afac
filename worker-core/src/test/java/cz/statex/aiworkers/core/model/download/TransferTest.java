package cz.statex.aiworkers.core.model.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.source.Content;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferTest {

    @TempDir
    Path folder;

    @AfterEach
    void clearInterrupt() {
        boolean unused = Thread.interrupted();
    }

    /** Bytes that are there at once; the last of them come with an interrupt. */
    private static final class Interrupting extends InputStream {

        private final ByteArrayInputStream bytes;

        private Interrupting(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int start, int length) {
            int read = bytes.read(buffer, start, length);
            if (bytes.available() == 0) {
                Thread.currentThread().interrupt();
            }
            return read;
        }
    }

    @Test
    void anInterruptDuringAWriteBlamesNoDiskAndKeepsWhatHasCome() throws Exception {
        HalfFile half = HalfFile.of(folder, "model.onnx", "somewhere");
        Content content = new Content(new Interrupting(new byte[100_000]), 0, 100_000, null);
        assertThatThrownBy(() -> new Transfer(half, 100_000, done -> {}).run(content))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Files.size(half.path())).isPositive().isLessThan(100_000);
    }

    @Test
    void anInterruptBeforeTheFirstWriteBlamesNoDiskEither() throws Exception {
        HalfFile half = HalfFile.of(folder, "model.onnx", "somewhere");
        Content content = new Content(InputStream.nullInputStream(), 0, 1, "validator");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new Transfer(half, 1, done -> {}).run(content))
                .isInstanceOf(InterruptedIOException.class);
    }
}
