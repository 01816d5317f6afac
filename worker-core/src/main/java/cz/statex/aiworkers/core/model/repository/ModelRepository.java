package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.OnnxCheckpoint;
import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.torchscript.TorchScriptArchive;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model files of this host: fetched once, verified by hash before every load, converted once to a TorchScript
 * archive. One process works on a model at a time; a broken cached file is made anew.
 *
 * <p>Layout: {@code <root>/<name>/<version>/}, with the artifacts under their catalog names and the archive under a name
 * that changes with the program. Thread-safe.
 */
public final class ModelRepository {

    private static final Logger log = LoggerFactory.getLogger(ModelRepository.class);

    private final Path root;
    private final long maxBytes;
    private final RepositoryObserver observer;
    private final ArtifactFetcher fetcher = new ArtifactFetcher();

    /**
     * Keeps files below {@code root}, which is made when it is first needed.
     *
     * @param maxBytes largest model, by the sum of its artifacts, that is accepted
     */
    public ModelRepository(Path root, long maxBytes, RepositoryObserver observer) {
        this.root = root;
        this.maxBytes = maxBytes;
        this.observer = observer;
    }

    /**
     * Makes the files of {@code entry} ready and returns them.
     *
     * @throws ModelException if they cannot be had, are not what the catalog names, or do not fit their program
     */
    public ModelFiles prepare(ModelEntry entry) throws ModelException {
        refuseTooLarge(entry);
        try {
            Path folder = Files.createDirectories(root.resolve(entry.name()).resolve(entry.version()));
            return HostLock.holding(folder.resolve(".lock"), () -> {
                CachedFile.deleteLeftOvers(folder);
                return files(entry, folder);
            });
        } catch (CheckpointException e) {
            throw new ModelException(ErrorCode.MODEL_INVALID, "model " + entry.id() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ModelException(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "the files of model " + entry.id() + " cannot be read or written now",
                    e);
        }
    }

    private void refuseTooLarge(ModelEntry entry) throws ModelException {
        long bytes = entry.artifacts().values().stream()
                .mapToLong(ModelArtifact::size)
                .sum();
        if (bytes > maxBytes) {
            throw new ModelException(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "model " + entry.id() + " has " + bytes + " bytes, but at most " + maxBytes + " are allowed",
                    null);
        }
    }

    private ModelFiles files(ModelEntry entry, Path folder) throws ModelException, IOException {
        Path archive = archive(entry, folder);
        Map<String, Path> artifacts = new HashMap<>();
        for (String role : entry.artifacts().keySet()) {
            if (!role.equals(ModelEntry.CHECKPOINT)) {
                artifacts.put(role, artifact(entry, entry.artifact(role), folder));
            }
        }
        return new ModelFiles(entry, archive, Map.copyOf(artifacts));
    }

    private Path artifact(ModelEntry entry, ModelArtifact artifact, Path folder) throws ModelException, IOException {
        Path file = folder.resolve(artifact.file());
        if (Files.exists(file)) {
            if (Files.size(file) == artifact.size() && CachedFile.sha256(file).equals(artifact.sha256())) {
                return file;
            }
            rebuild(entry, file);
        }
        CachedFile.create(file, part -> fetcher.fetch(entry, artifact, part));
        return file;
    }

    private Path archive(ModelEntry entry, Path folder) throws ModelException, IOException {
        TorchScriptArchive program = program(entry);
        Path archive = folder.resolve(archiveName(entry, program));
        Path hash = folder.resolve(archive.getFileName() + ".sha256");
        if (Files.exists(archive)) {
            if (Files.exists(hash) && CachedFile.sha256(archive).equals(Files.readString(hash))) {
                return archive;
            }
            rebuild(entry, archive);
        }
        Path checkpointFile = artifact(entry, entry.artifact(ModelEntry.CHECKPOINT), folder);
        try (Checkpoint checkpoint = OnnxCheckpoint.open(checkpointFile)) {
            CachedFile.create(archive, part -> program.write(checkpoint, part));
        }
        // Written last: an archive without its hash was never finished, and is made again.
        String sha256 = CachedFile.sha256(archive);
        CachedFile.create(hash, part -> Files.writeString(part, sha256));
        log.info("converted {} to {}; later starts load it at once", entry.id(), archive.getFileName());
        return archive;
    }

    private void rebuild(ModelEntry entry, Path broken) throws IOException {
        log.warn("cached file {} of {} is broken; making it anew", broken.getFileName(), entry.id());
        observer.rebuilt(entry.id(), String.valueOf(broken.getFileName()));
        Files.delete(broken);
    }

    private static TorchScriptArchive program(ModelEntry entry) throws ModelException {
        try {
            return TorchScriptArchive.of(entry.program(), entry.config());
        } catch (IllegalArgumentException e) {
            throw new ModelException(ErrorCode.MODEL_INVALID, "model " + entry.id() + ": " + e.getMessage(), e);
        }
    }

    /** Another program or other weights give another name, so that an old archive is never taken for a new one. */
    private static String archiveName(ModelEntry entry, TorchScriptArchive program) {
        MessageDigest digest = CachedFile.sha256();
        digest.update(program.text().getBytes(StandardCharsets.UTF_8));
        digest.update(entry.artifact(ModelEntry.CHECKPOINT).sha256().getBytes(StandardCharsets.US_ASCII));
        String fingerprint = HexFormat.of().formatHex(digest.digest(), 0, 6);
        return entry.program() + "-" + fingerprint + ".pt";
    }
}
