package cz.statex.aiworkers.core.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * A file mapped into memory, read-only. Nothing outside this class touches the mapping: whoever reads gets a copy, so a
 * file that shrinks while it is mapped is a {@link CheckpointException} here and not a fault somewhere else.
 *
 * <p>Threading: safe for concurrent reads, and for a close meanwhile. Ownership: whoever opens it closes it. Closing
 * forgets the mapping, and the garbage collector unmaps it: Java 17 has no safe way to unmap at once. Until then the
 * address space stays taken, and Windows does not let the file be deleted.
 */
final class MappedFile implements AutoCloseable {

    private static final int CHUNK_BITS = 30;
    private static final int CHUNK_BYTES = 1 << CHUNK_BITS;
    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;
    private static final int COMPARED_AT_ONCE = 1 << 16;
    private static final int NOT_THREAD_LOCAL_BYTES = 1 << 23;
    private static final byte[] NOTHING = {};

    private final String name;
    // Not a channel: an interrupted reader would close a channel for all others.
    private final RandomAccessFile file;
    private final long size;
    private final ByteBuffer[] chunks;

    private volatile boolean closed;

    @SuppressWarnings("UnusedVariable") // written so that no compiler leaves the allocation out
    private volatile byte[] received = NOTHING;

    private MappedFile(String name, RandomAccessFile file, long size, ByteBuffer[] chunks) {
        this.name = name;
        this.file = file;
        this.size = size;
        this.chunks = chunks;
    }

    /** Maps {@code path}; throws {@link CheckpointException} if it is no file that can be read. */
    static MappedFile open(Path path) throws CheckpointException {
        String name = String.valueOf(path.getFileName());
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CheckpointException(name, "cannot be opened: it is no regular file");
        }
        RandomAccessFile file = open(path, name);
        try {
            long size = file.length();
            return new MappedFile(name, file, size, map(file.getChannel(), size));
        } catch (IOException e) {
            CheckpointFiles.closeAfter(e, () -> close(file));
            throw new CheckpointException(name, "cannot be mapped into memory", e);
        } catch (RuntimeException | Error e) {
            CheckpointFiles.closeAfter(e, () -> close(file));
            throw e;
        }
    }

    private static RandomAccessFile open(Path path, String name) throws CheckpointException {
        try {
            return new RandomAccessFile(path.toFile(), "r");
        } catch (IOException e) {
            throw new CheckpointException(name, "cannot be opened", e);
        }
    }

    private static ByteBuffer[] map(FileChannel channel, long size) throws IOException {
        ByteBuffer[] chunks = new ByteBuffer[Math.toIntExact((size + CHUNK_BYTES - 1) >>> CHUNK_BITS)];
        for (int i = 0; i < chunks.length; i++) {
            long start = (long) i << CHUNK_BITS;
            chunks[i] = channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(CHUNK_BYTES, size - start));
        }
        return chunks;
    }

    /** Name of the file, without its folder. */
    String name() {
        return name;
    }

    /** Bytes of the file when it was opened. */
    long size() {
        return size;
    }

    /**
     * Copies {@code count} bytes from {@code offset} on, which must be inside the file, to {@code target}.
     *
     * @throws CheckpointException if the file was closed, or is shorter than when it was opened
     */
    void copy(long offset, byte[] target, int start, int count) throws CheckpointException {
        Objects.checkFromIndexSize(offset, count, size);
        if (isShorter()) {
            throw new CheckpointException(name, "is truncated: it shrank after it was opened");
        }
        copyGuarded(offset, target, start, count);
    }

    /** Copies without looking first, as {@link #copy} does when the file shrinks just after it looked. */
    void copyGuarded(long offset, byte[] target, int start, int count) throws CheckpointException {
        try {
            copyMapped(offset, target, start, count);
            if (isShorter()) {
                receiveFault();
                throw new CheckpointException(name, "is truncated: it shrank while it was read");
            }
        } catch (InternalError e) {
            // What the JVM makes of the operating system's bus error for a page that the file has lost.
            throw new CheckpointException(name, "is truncated: it shrank while it was read", e);
        }
    }

    /**
     * Java 17 reports the fault of a mapped access only when the thread next enters the VM, which may be long after the
     * access was left, in anybody's code. An allocation that fits into no thread's own buffer enters it: whatever is
     * due comes here.
     */
    private void receiveFault() {
        received = new byte[NOT_THREAD_LOCAL_BYTES];
        received = NOTHING;
    }

    private boolean isShorter() throws CheckpointException {
        try {
            return file.length() < size;
        } catch (IOException e) {
            throw new CheckpointException(name, closed ? "was closed" : "cannot be read", e);
        }
    }

    private void copyMapped(long offset, byte[] target, int start, int count) {
        int copied = 0;
        while (copied < count) {
            long at = offset + copied;
            ByteBuffer chunk = chunks[(int) (at >>> CHUNK_BITS)];
            int inChunk = (int) (at & (CHUNK_BYTES - 1));
            int length = Math.min(count - copied, chunk.limit() - inChunk);
            chunk.get(inChunk, target, start + copied, length);
            copied += length;
        }
    }

    /**
     * Copies the {@code count} bytes of {@code tensor} from {@code offset} on into a new array.
     *
     * @throws CheckpointException as {@link #copy} does, or if there are more bytes than an array holds
     */
    byte[] bytes(String tensor, long offset, long count) throws CheckpointException {
        requireArray(tensor, count);
        byte[] bytes = new byte[(int) count];
        try {
            copy(offset, bytes, 0, bytes.length);
        } catch (CheckpointException e) {
            throw e.of(tensor);
        }
        return bytes;
    }

    /** Throws {@link CheckpointException} if {@code tensor}, of {@code count} bytes, is larger than an array can be. */
    void requireArray(String tensor, long count) throws CheckpointException {
        if (count > MAX_ARRAY_BYTES) {
            throw new CheckpointException(
                    name,
                    tensor,
                    "has " + count + " bytes, and a tensor is read as a whole: at most " + MAX_ARRAY_BYTES);
        }
    }

    /** Whether {@code count} bytes are the same in two places of the file. */
    boolean repeats(long first, long second, long count) throws CheckpointException {
        byte[] left = new byte[COMPARED_AT_ONCE];
        byte[] right = new byte[COMPARED_AT_ONCE];
        for (long done = 0; first != second && done < count; done += COMPARED_AT_ONCE) {
            int length = (int) Math.min(COMPARED_AT_ONCE, count - done);
            copy(first + done, left, 0, length);
            copy(second + done, right, 0, length);
            if (!Arrays.equals(left, 0, length, right, 0, length)) {
                return false;
            }
        }
        return true;
    }

    /** Reads the bytes from {@code from} to {@code to}, exclusive. Need not be closed. */
    InputStream stream(long from, long to) {
        Objects.checkFromToIndex(from, to, size);
        return new Section(from, to);
    }

    @Override
    public void close() {
        closed = true;
        close(file);
    }

    private static void close(RandomAccessFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Section extends InputStream {
        private final long end;
        private long position;

        private Section(long position, long end) {
            this.position = position;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int start, int count) throws IOException {
            if (count > 0 && position == end) {
                return -1;
            }
            int length = (int) Math.min(count, end - position);
            copy(position, target, start, length);
            position += length;
            return length;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.max(0, Math.min(count, end - position));
            position += skipped;
            return skipped;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, end - position);
        }
    }
}
