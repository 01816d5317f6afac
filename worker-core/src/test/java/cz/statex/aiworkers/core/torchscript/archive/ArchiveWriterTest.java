package cz.statex.aiworkers.core.torchscript.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.checkpoint.DType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchiveWriterTest {

    private static final int LARGE = 1 << 20;

    /** A disk that has room for some bytes only. */
    private static final class SmallDisk extends OutputStream {
        private long room = LARGE / 2;
        private boolean closed;

        @Override
        public void write(int value) throws IOException {
            take(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            take(length);
        }

        private void take(int bytes) throws IOException {
            room -= bytes;
            if (room < 0) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void aFullDiskIsGivenBackInTheMiddleOfAWeight() {
        SmallDisk disk = new SmallDisk();
        Weight weight = new Weight(DType.FLOAT32, List.of(LARGE / 4L), () -> ByteBuffer.allocate(LARGE));
        ScriptModule module = new ScriptModule("Model").weight("word", weight);
        assertThatThrownBy(() -> ArchiveWriter.write(disk, "model", "", module)).hasMessage("No space left on device");
        assertThat(disk.closed).isTrue();
    }
}
