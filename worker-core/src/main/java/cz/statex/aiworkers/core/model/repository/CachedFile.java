package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.model.catalog.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** A file of the model cache: it appears under its name complete, or not at all. */
final class CachedFile {

    private static final String TEMPORARY = ".part";

    private CachedFile() {}

    /** Writes content to a path that does not exist yet. */
    interface Writer {
        void write(Path target) throws IOException, ModelException;
    }

    /** Lets {@code writer} make the file aside, then moves it to {@code target}. */
    static void create(Path target, Writer writer) throws IOException, ModelException {
        Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
        try {
            writer.write(part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Deletes what processes that died left in {@code folder}; the caller holds the folder's lock. */
    static void deleteLeftOvers(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*" + TEMPORARY)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Hash of a file's content in hexadecimal. */
    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return copy(in, OutputStream.nullOutputStream(), Long.MAX_VALUE);
        }
    }

    /** Copies at most {@code limit} bytes and returns their hash in hexadecimal. */
    static String copy(InputStream in, OutputStream out, long limit) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        long left = limit;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                break;
            }
            digest.update(buffer, 0, read);
            out.write(buffer, 0, read);
            left -= read;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
