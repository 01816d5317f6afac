package cz.statex.aiworkers.core.model.download;

import cz.statex.aiworkers.core.model.source.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * One stream of bytes on its way into a {@link HalfFile}, hashed as it comes.
 *
 * @param half where the bytes go
 * @param limit most bytes the file may have
 * @param progress is told the bytes that are there
 */
record Transfer(HalfFile half, long limit, LongConsumer progress) {

    private static final int BUFFER = 1 << 16;
    private static final long REPORT_EVERY = 1 << 20;

    /**
     * Takes everything that {@code content} has, one byte more than the limit at most.
     *
     * @return the hash of the whole file
     * @throws StorageException if the bytes cannot be written
     * @throws InterruptedIOException if this thread is interrupted; what has come is kept
     * @throws IOException if the stream broke
     */
    String run(Content content) throws IOException {
        MessageDigest digest = CachedFile.sha256();
        try (FileChannel out = open(content)) {
            keep(content.offset(), digest);
            copy(content, out, digest);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The file, to be written from where the stream begins. */
    private FileChannel open(Content content) throws IOException {
        try {
            half.remember(content.validator());
            FileChannel out = FileChannel.open(half.path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (Files.isRegularFile(half.path())) {
                    out.truncate(content.offset());
                }
                return out.position(content.offset());
            } catch (IOException e) {
                out.close();
                throw e;
            }
        } catch (IOException e) {
            throw StorageException.ofWrite(half.folder(), limit - content.offset(), e);
        }
    }

    private void keep(long bytes, MessageDigest digest) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(half.path())) {
            long left = bytes;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("half a file has become shorter");
                }
                digest.update(buffer, 0, read);
                left -= read;
            }
        }
    }

    private void copy(Content content, FileChannel out, MessageDigest digest) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long done = content.offset();
        long reported = done;
        while (done <= limit) {
            int read = read(content.bytes(), buffer, (int) Math.min(buffer.length, limit + 1 - done));
            if (read < 0) {
                break;
            }
            digest.update(buffer, 0, read);
            write(out, buffer, read, done);
            done += read;
            if (done - reported >= REPORT_EVERY) {
                reported = done;
                progress.accept(done);
            }
        }
        progress.accept(done);
    }

    private static int read(InputStream in, byte[] buffer, int most) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while downloading");
        }
        return in.read(buffer, 0, most);
    }

    private void write(FileChannel out, byte[] buffer, int length, long done) throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw StorageException.ofWrite(half.folder(), Math.max(length, limit - done), e);
        }
    }
}
