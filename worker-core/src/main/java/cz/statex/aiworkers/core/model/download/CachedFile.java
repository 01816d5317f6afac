package cz.statex.aiworkers.core.model.download;

import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;

/** A file of the model cache: it appears under its name complete, or not at all, and nobody writes to it afterwards. */
public final class CachedFile {

    private static final String TEMPORARY = ".part";

    private CachedFile() {}

    /** Writes content to a path that does not exist yet. */
    public interface Writer {
        /** Writes the file. */
        void write(Path target) throws IOException, ModelException;
    }

    /**
     * Lets {@code writer} make the file aside, then moves it to {@code target}.
     *
     * @param bytes how many it may be, for the message if there is no room
     * @throws StorageException if it cannot be written
     * @throws InterruptedIOException if this thread is interrupted
     */
    public static void create(Path target, long bytes, Writer writer) throws IOException, ModelException {
        Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
        try {
            writer.write(part);
            protect(part);
            replace(part, target);
        } catch (CheckpointException | StorageException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw StorageException.ofWrite(
                    Objects.requireNonNull(part.toAbsolutePath().getParent()), bytes, e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Gives {@code file} the name {@code target} in one step; what had it is gone. */
    static void replace(Path file, Path target) throws IOException {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes a file read-only, as far as the file system knows what that is. */
    static void protect(Path file) {
        boolean unused = file.toFile().setReadOnly();
    }

    /** Deletes what processes that died left in {@code folder}; the caller holds the folder's lock. */
    public static void deleteLeftOvers(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*" + TEMPORARY)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Hash of a file's content in hexadecimal. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            int read = in.read(buffer);
            while (read >= 0) {
                digest.update(buffer, 0, read);
                read = in.read(buffer);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A hash to be fed. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
