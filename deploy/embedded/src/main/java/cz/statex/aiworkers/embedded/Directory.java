package cz.statex.aiworkers.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a server keeps its files: kept by the caller, or temporary and deleted on close.
 *
 * @param path an existing directory
 * @param temporary whether it ends with the server
 */
record Directory(Path path, boolean temporary) implements AutoCloseable {

    static Directory temporary(String purpose) {
        try {
            return new Directory(Files.createTempDirectory("aiw-" + purpose + "-"), true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a temporary directory for " + purpose, e);
        }
    }

    static Directory kept(Path path) {
        try {
            return new Directory(Files.createDirectories(path.toAbsolutePath()), false);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + path, e);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    Path write(String name, String content) {
        try {
            return Files.writeString(file(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file(name), e);
        }
    }

    /** The file's text, empty if there is none. */
    String read(String name) {
        try {
            return Files.exists(file(name)) ? Files.readString(file(name)) : "";
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        if (temporary) {
            delete(path);
        }
    }

    private static void delete(Path root) {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(root)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | UncheckedIOException e) {
            return; // a temporary directory that cannot be read is left to the operating system
        }
        deepestFirst.forEach(file -> file.toFile().delete());
    }
}
