package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.tuned.TunedCheckpoint;
import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.download.CachedFile;
import cz.statex.aiworkers.core.model.download.DiskSpace;
import cz.statex.aiworkers.core.torchscript.ImportOptions;
import cz.statex.aiworkers.core.torchscript.TorchScriptArchive;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the checkpoint of a model with its program, once per precision. Used under the model's lock only. */
final class ArchiveMaker {

    private static final Logger log = LoggerFactory.getLogger(ArchiveMaker.class);

    /** What the archive of a model is called, and what it is made of. */
    record Plan(ModelEntry entry, TorchScriptArchive program, Path folder, String name) {

        Path archive() {
            return folder.resolve(name);
        }

        Path hash() {
            return Shelf.hash(archive());
        }

        boolean isMade() {
            return Files.exists(archive()) && Files.exists(hash());
        }
    }

    private final DiskSpace space;
    private final RepositoryObserver observer;

    ArchiveMaker(DiskSpace space, RepositoryObserver observer) {
        this.space = space;
        this.observer = observer;
    }

    /**
     * What is to be made in {@code folder} for a model whose checkpoint files have these hashes.
     *
     * @throws ModelException if there is no such program, or the numbers of the model do not fit it
     */
    static Plan plan(ModelEntry entry, ImportOptions options, List<ModelArtifact> checkpoints, Path folder)
            throws ModelException {
        try {
            TorchScriptArchive program = TorchScriptArchive.of(entry.program(), entry.config(), options);
            String name = entry.program() + "-" + options.precision().text() + "-" + fingerprint(program, checkpoints)
                    + ".pt";
            return new Plan(entry, program, folder, name);
        } catch (IllegalArgumentException e) {
            throw new ModelException(ErrorCode.MODEL_INVALID, "model " + entry.id() + ": " + e.getMessage(), e);
        }
    }

    /** Another program or other weights give another name, so that an old archive is never taken for a new one. */
    private static String fingerprint(TorchScriptArchive program, List<ModelArtifact> checkpoints) {
        MessageDigest digest = CachedFile.sha256();
        digest.update(program.text().getBytes(StandardCharsets.UTF_8));
        for (ModelArtifact checkpoint : checkpoints) {
            digest.update(String.valueOf(checkpoint.sha256()).getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 6);
    }

    private static Checkpoint open(ModelEntry entry, List<ModelArtifact> checkpoints, Path folder)
            throws CheckpointException {
        ModelArtifact difference = entry.artifacts().get(ModelEntry.DIFFERENCE);
        if (difference == null) {
            return published(checkpoints, folder);
        }
        Checkpoint base = published(
                checkpoints.stream()
                        .filter(artifact -> !artifact.file().equals(difference.file()))
                        .toList(),
                folder);
        try {
            Checkpoint added = Checkpoint.open(folder.resolve(difference.file()));
            try {
                return TunedCheckpoint.of(base, added);
            } catch (Throwable e) {
                added.close();
                throw e;
            }
        } catch (Throwable e) {
            base.close();
            throw e;
        }
    }

    private static Checkpoint published(List<ModelArtifact> checkpoints, Path folder) throws CheckpointException {
        return Checkpoint.open(checkpoints.stream()
                .map(artifact -> folder.resolve(artifact.file()))
                .toList());
    }

    /** Makes the archive of the verified files of {@code checkpoints}. */
    void make(Plan plan, List<ModelArtifact> checkpoints) throws ModelException, IOException {
        Path folder = plan.folder();
        observer.converting(plan.entry().id(), plan.name());
        Files.deleteIfExists(plan.hash());
        try (Checkpoint checkpoint = open(plan.entry(), checkpoints, folder)) {
            long bytes = plan.program().weightBytes(checkpoint);
            space.require(folder, bytes);
            CachedFile.create(plan.archive(), bytes, part -> plan.program().write(checkpoint, part));
        }
        // Written last: an archive without its hash was never finished, and is made again.
        String sha256 = CachedFile.sha256(plan.archive());
        CachedFile.create(plan.hash(), sha256.length(), part -> Files.writeString(part, sha256));
        log.info(
                "converted {} to {}; later starts load it at once", plan.entry().id(), plan.name());
    }
}
