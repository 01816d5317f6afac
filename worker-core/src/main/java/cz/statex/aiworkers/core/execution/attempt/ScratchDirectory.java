package cz.statex.aiworkers.core.execution.attempt;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory that is made when first asked for and deleted, whatever is in it, when closed. Thread-safe. */
final class ScratchDirectory implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ScratchDirectory.class);

    private final Path root;
    private final String name;
    private @Nullable Path path;
    private boolean closed;

    ScratchDirectory(Path root, String name) {
        this.root = root;
        this.name = name;
    }

    synchronized Path path() throws IOException {
        if (closed) {
            throw new IOException("the attempt has ended; its scratch directory is gone");
        }
        if (path == null) {
            Files.createDirectories(root);
            path = Files.createTempDirectory(root, name);
        }
        return path;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (path == null) {
            return;
        }
        try {
            Files.walkFileTree(path, new Deletion());
        } catch (IOException e) {
            log.warn("Scratch directory {} could not be deleted; delete it by hand", path, e);
        }
        path = null;
    }

    /** Links are deleted, not followed. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
