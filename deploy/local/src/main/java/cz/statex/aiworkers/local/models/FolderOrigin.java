package cz.statex.aiworkers.local.models;

import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.download.CachedFile;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A model in a folder of this host. */
final class FolderOrigin implements Origin {

    private final Path folder;
    private final List<String> files;

    FolderOrigin(Path folder) throws IOException, ModelsException {
        this.folder = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new ModelsException(
                    ExitCode.NOT_FOUND, folder + " is no folder; import hf:ORG/NAME, or a folder with a model's files");
        }
        try (Stream<Path> found = Files.walk(folder, 2)) {
            files = found.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public String name() {
        return String.valueOf(folder.getFileName());
    }

    @Override
    public @Nullable String version() {
        return null;
    }

    @Override
    public @Nullable String licence() {
        return null;
    }

    @Override
    public @Nullable String page() {
        return null;
    }

    @Override
    public List<String> files() {
        return files;
    }

    @Override
    public byte[] read(String file) throws IOException {
        return Files.readAllBytes(folder.resolve(file));
    }

    @Override
    public long size(String file) throws IOException {
        return Files.size(folder.resolve(file));
    }

    @Override
    public ModelArtifact artifact(String file) throws IOException {
        Path path = folder.resolve(file);
        return new ModelArtifact(
                Origin.nameInCache(file), CachedFile.sha256(path), Files.size(path), List.of("file:" + path));
    }
}
