package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.download.ArtifactFetcher;
import cz.statex.aiworkers.core.model.download.CachedFile;
import cz.statex.aiworkers.core.model.download.Quarantine;
import cz.statex.aiworkers.core.model.download.StorageException;
import cz.statex.aiworkers.core.model.download.TrustedHashes;
import cz.statex.aiworkers.core.model.lock.HostLock;
import cz.statex.aiworkers.core.model.source.SourceSettings;
import cz.statex.aiworkers.core.model.source.Sources;
import cz.statex.aiworkers.core.torchscript.ImportOptions;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model files of this host: fetched once, verified by hash before every load, converted once per precision to a
 * TorchScript archive. One process works on a model at a time; a broken cached file is put aside and made anew.
 *
 * <p>Layout: {@code <root>/<name>/<version>/}, with the artifacts under their catalog names and the archives under names
 * that change with program, weights and precision. Thread-safe.
 */
public final class ModelRepository {

    private static final Logger log = LoggerFactory.getLogger(ModelRepository.class);

    private final RepositorySettings settings;
    private final RepositoryObserver observer;
    private final ModelDirectory directory;
    private final Quarantine quarantine;
    private final TrustedHashes trusted;
    private final ArtifactFetcher.Limits limits;
    private final ArtifactFetcher fetcher;
    private final ArchiveMaker archives;
    private final Shelf shelf;

    /** Keeps files below {@code root}, fetched from this host and from the public places. */
    public ModelRepository(Path root, long maxBytes, RepositoryObserver observer) {
        this(
                RepositorySettings.of(root, maxBytes),
                Sources.of(SourceSettings.defaults(root.resolve(".scratch")), ""),
                ModelDirectory.NONE,
                observer);
    }

    /**
     * Keeps files as {@code settings} say.
     *
     * @param sources where they come from
     * @param directory is told what this host has
     */
    public ModelRepository(
            RepositorySettings settings, Sources sources, ModelDirectory directory, RepositoryObserver observer) {
        this.settings = settings;
        this.observer = observer;
        this.directory = directory;
        this.quarantine = new Quarantine(settings.root().resolve(".quarantine"), settings.clock(), observer);
        this.trusted = new TrustedHashes(settings.root().resolve(".hashes"));
        this.limits = new ArtifactFetcher.Limits(settings.maxBytes(), settings.space());
        this.fetcher = new ArtifactFetcher(sources, limits, trusted, quarantine, observer);
        this.archives = new ArchiveMaker(settings.space(), observer);
        this.shelf = new Shelf(settings.root());
    }

    /** Makes the files of {@code entry} ready in its preferred precision. */
    public ModelFiles prepare(ModelEntry entry) throws ModelException {
        return prepare(entry, entry.precisions().get(0));
    }

    /** Makes the files of {@code entry} ready in {@code precision}, pruned as the catalog says. */
    public ModelFiles prepare(ModelEntry entry, Precision precision) throws ModelException {
        return prepare(entry, ImportOptions.of(precision).withPruned(entry.pruned()));
    }

    /**
     * Makes the files of {@code entry} ready and returns them.
     *
     * @throws ModelException if they cannot be had, are not what the catalog names, or do not fit their program
     */
    public ModelFiles prepare(ModelEntry entry, ImportOptions options) throws ModelException {
        ModelFiles files = locked(entry, folder -> {
            CachedFile.deleteLeftOvers(folder);
            return files(entry, options, folder);
        });
        directory.announce(entry.name(), entry.version(), bytes(files), options.precision());
        return files;
    }

    /**
     * Fetches the files of {@code entry} that are not here yet, without converting them.
     *
     * @return the artifacts by role, each with its hash
     */
    public Map<String, ModelArtifact> pull(ModelEntry entry) throws ModelException {
        return pull(entry, Map.of());
    }

    /**
     * Does the same for an entry that does not know all sizes. What is too large, or has no room, is refused before
     * anything is fetched.
     *
     * @param published bytes by role as the publisher says; those that are left out count nothing until they come
     */
    public Map<String, ModelArtifact> pull(ModelEntry entry, Map<String, Long> published) throws ModelException {
        long bytes = entry.artifacts().entrySet().stream()
                .mapToLong(
                        artifact -> Math.max(artifact.getValue().size(), published.getOrDefault(artifact.getKey(), 0L)))
                .sum();
        limits.allow("model " + entry.id(), bytes);
        return locked(entry, folder -> {
            limits.space().require(folder, bytes - Shelf.fetched(folder));
            return artifacts(entry, folder);
        });
    }

    /** Looks at every file of {@code entry}; those that are broken are put aside. Fetches nothing. */
    public List<FileCheck> verify(ModelEntry entry) throws ModelException {
        return locked(entry, folder -> {
            List<FileCheck> checks = new ArrayList<>();
            for (ModelArtifact artifact : entry.artifacts().values()) {
                checks.add(new FileCheck(artifact.file(), state(entry, trusted.known(entry, artifact), folder)));
            }
            for (Path archive : Shelf.archives(folder)) {
                boolean good = Shelf.isGood(archive);
                if (!good) {
                    putAside(entry, archive, "it is not as it was written");
                }
                checks.add(new FileCheck(
                        String.valueOf(archive.getFileName()), good ? FileCheck.State.OK : FileCheck.State.BROKEN));
            }
            return checks;
        });
    }

    /** Everything in the cache, whether a catalog names it or not. */
    public List<StoredModel> list() throws IOException {
        return shelf.list();
    }

    /** What is in the cache of one model, if anything is. */
    public Optional<StoredModel> stored(String name, String version) throws IOException {
        return shelf.find(name, version);
    }

    /**
     * Deletes a model's files; a process that has it in memory keeps it. Trusted hashes stay.
     *
     * @return the bytes that are free now; 0 if there was nothing
     */
    public long remove(StoredModel model) throws ModelException, IOException {
        try {
            return lock(model.name(), model.version()).holding(() -> shelf.remove(model.name(), model.version()));
        } catch (HostLock.TimeoutException e) {
            throw busy(model.name() + "@" + model.version(), e);
        }
    }

    private <T> T locked(ModelEntry entry, Shelf.Work<T> work) throws ModelException {
        try {
            return lock(entry.name(), entry.version())
                    .holding(() -> work.run(Files.createDirectories(settings.folder(entry.name(), entry.version()))));
        } catch (CheckpointException e) {
            throw new ModelException(ErrorCode.MODEL_INVALID, "model " + entry.id() + ": " + e.getMessage(), e);
        } catch (StorageException e) {
            throw new ModelException(ErrorCode.MODEL_UNAVAILABLE, "model " + entry.id() + ": " + e.summary(), e);
        } catch (HostLock.TimeoutException e) {
            throw busy(entry.id(), e);
        } catch (IOException e) {
            throw new ModelException(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "the files of model " + entry.id() + " cannot be read or written now",
                    e);
        }
    }

    private ModelException busy(String model, HostLock.TimeoutException e) {
        return new ModelException(
                ErrorCode.MODEL_UNAVAILABLE,
                "another process has worked on model " + model + " for more than "
                        + settings.lockTimeout().toSeconds() + " s; try again when it has ended",
                e);
    }

    private HostLock lock(String name, String version) throws IOException {
        Path locks = Files.createDirectories(settings.root().resolve(".locks"));
        String id = name + "@" + version;
        return new HostLock(locks.resolve(id), settings.lockTimeout(), () -> {
            log.info(
                    "another process works on {}; waiting for it, {} s at most",
                    id,
                    settings.lockTimeout().toSeconds());
            observer.waiting(id);
        });
    }

    /** Counts what the catalog, or else this host, knows the sizes of. */
    private void refuseTooLarge(ModelEntry entry) throws ModelException, IOException {
        long bytes = 0;
        for (ModelArtifact artifact : entry.artifacts().values()) {
            bytes += trusted.known(entry, artifact).size();
        }
        limits.allow("model " + entry.id(), bytes);
    }

    private ModelFiles files(ModelEntry entry, ImportOptions options, Path folder) throws ModelException, IOException {
        refuseTooLarge(entry);
        List<ModelArtifact> checkpoints = new ArrayList<>();
        for (ModelArtifact checkpoint : entry.checkpoints()) {
            ModelArtifact known = trusted.known(entry, checkpoint);
            checkpoints.add(known.sha256() == null ? artifact(entry, known, folder) : known);
        }
        ArchiveMaker.Plan plan = ArchiveMaker.plan(entry, options, checkpoints, folder);
        if (plan.isMade() && !Shelf.isGood(plan.archive())) {
            putAside(entry, plan.archive(), "it is not as it was written");
            observer.rebuilt(entry.id(), plan.name());
        }
        if (!plan.isMade()) {
            convert(entry, plan, checkpoints, folder);
        }
        Map<String, Path> others = new HashMap<>();
        for (Map.Entry<String, ModelArtifact> artifact : entry.artifacts().entrySet()) {
            if (!ModelEntry.isCheckpoint(artifact.getKey())) {
                artifact(entry, artifact.getValue(), folder);
                others.put(artifact.getKey(), folder.resolve(artifact.getValue().file()));
            }
        }
        Shelf.touch(folder, FileTime.from(settings.clock().instant()));
        return new ModelFiles(entry, plan.archive(), Map.copyOf(others));
    }

    private void convert(ModelEntry entry, ArchiveMaker.Plan plan, List<ModelArtifact> checkpoints, Path folder)
            throws ModelException, IOException {
        for (ModelArtifact checkpoint : checkpoints) {
            artifact(entry, checkpoint, folder);
        }
        try {
            archives.make(plan, checkpoints);
        } catch (CheckpointException e) {
            // The bytes are what the catalog names: to fetch them again would change nothing.
            quarantine.note(entry.id(), e.file(), e.getMessage() + "; correct the catalog's program or config");
            throw e;
        }
    }

    private Map<String, ModelArtifact> artifacts(ModelEntry entry, Path folder) throws ModelException, IOException {
        Map<String, ModelArtifact> known = new HashMap<>();
        for (Map.Entry<String, ModelArtifact> artifact : entry.artifacts().entrySet()) {
            known.put(artifact.getKey(), artifact(entry, artifact.getValue(), folder));
        }
        return known;
    }

    /** The verified artifact, fetched if need be. One whose size shows only then may make the model too large. */
    private ModelArtifact artifact(ModelEntry entry, ModelArtifact artifact, Path folder)
            throws ModelException, IOException {
        ModelArtifact known = trusted.known(entry, artifact);
        FileCheck.State state = state(entry, known, folder);
        if (state == FileCheck.State.OK) {
            return known;
        }
        if (state == FileCheck.State.BROKEN) {
            observer.rebuilt(entry.id(), artifact.file());
        }
        ModelArtifact fetched = fetcher.fetch(entry, known, folder);
        if (known.sha256() == null) {
            refuseTooLarge(entry);
        }
        return fetched;
    }

    private FileCheck.State state(ModelEntry entry, ModelArtifact artifact, Path folder) throws IOException {
        Path file = folder.resolve(artifact.file());
        if (!Files.exists(file)) {
            return FileCheck.State.MISSING;
        }
        if (Files.size(file) == artifact.size() && CachedFile.sha256(file).equals(artifact.sha256())) {
            return FileCheck.State.OK;
        }
        putAside(
                entry,
                file,
                artifact.sha256() == null
                        ? "nobody knows its hash"
                        : "its sha256 is " + CachedFile.sha256(file) + ", but must be " + artifact.sha256());
        return FileCheck.State.BROKEN;
    }

    private void putAside(ModelEntry entry, Path broken, String reason) throws IOException {
        quarantine.take(entry.id(), String.valueOf(broken.getFileName()), broken, reason);
    }

    private static long bytes(ModelFiles files) {
        long bytes = files.archive().toFile().length();
        for (Path artifact : files.artifacts().values()) {
            bytes += artifact.toFile().length();
        }
        return bytes;
    }
}
