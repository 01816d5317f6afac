package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.download.CachedFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folders of the cache as they are on the disk. Names that begin with a dot are not models.
 *
 * @param root the cache
 */
record Shelf(Path root) {

    private static final String USED = ".used";
    private static final String ARCHIVES = "*.pt";

    /** What is done in the folder of one model. */
    interface Work<T> {
        T run(Path folder) throws IOException, ModelException;
    }

    List<StoredModel> list() throws IOException {
        List<StoredModel> models = new ArrayList<>();
        for (Path name : children(root, "[a-z0-9]*")) {
            for (Path version : children(name, "[a-z0-9]*")) {
                find(String.valueOf(name.getFileName()), String.valueOf(version.getFileName()))
                        .ifPresent(models::add);
            }
        }
        models.sort(Comparator.comparing(StoredModel::name).thenComparing(StoredModel::version));
        return models;
    }

    Optional<StoredModel> find(String name, String version) throws IOException {
        Path folder = root.resolve(name).resolve(version);
        List<Path> files = children(folder, "*");
        if (files.isEmpty()) {
            return Optional.empty();
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        List<String> archives = archives(folder).stream()
                .map(archive -> String.valueOf(archive.getFileName()))
                .sorted()
                .toList();
        return Optional.of(new StoredModel(name, version, bytes, archives, lastUsed(folder)));
    }

    long remove(String name, String version) throws IOException {
        Path folder = root.resolve(name).resolve(version);
        long bytes = 0;
        for (Path file : children(folder, "*")) {
            bytes += Files.size(file);
            Files.delete(file);
        }
        Files.deleteIfExists(folder);
        if (children(root.resolve(name), "*").isEmpty()) {
            Files.deleteIfExists(root.resolve(name));
        }
        return bytes;
    }

    /** The finished archives in a model's folder. */
    static List<Path> archives(Path folder) throws IOException {
        return children(folder, ARCHIVES).stream()
                .filter(archive -> Files.exists(hash(archive)))
                .toList();
    }

    /** Bytes of the files that have come into a model's folder, whole or in part. */
    static long fetched(Path folder) throws IOException {
        long bytes = 0;
        for (Path file : children(folder, "*")) {
            if (Files.isRegularFile(file) && !String.valueOf(file.getFileName()).endsWith(".pt")) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    /** Whether an archive is as it was made. */
    static boolean isGood(Path archive) throws IOException {
        return CachedFile.sha256(archive).equals(Files.readString(hash(archive)));
    }

    /** Notes that a model was made ready. */
    static void touch(Path folder, FileTime now) throws IOException {
        Path used = folder.resolve(USED);
        if (!Files.exists(used)) {
            Files.createFile(used);
        }
        Files.setLastModifiedTime(used, now);
    }

    private static @Nullable Instant lastUsed(Path folder) throws IOException {
        Path used = folder.resolve(USED);
        return Files.exists(used) ? Files.getLastModifiedTime(used).toInstant() : null;
    }

    /** Where an archive's hash is. */
    static Path hash(Path archive) {
        return archive.resolveSibling(archive.getFileName() + ".sha256");
    }

    private static List<Path> children(Path folder, String glob) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            stream.forEach(children::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        return children;
    }
}
