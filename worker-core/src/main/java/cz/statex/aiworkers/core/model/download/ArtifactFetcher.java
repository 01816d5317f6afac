package cz.statex.aiworkers.core.model.download;

import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.source.ArtifactSource;
import cz.statex.aiworkers.core.model.source.Content;
import cz.statex.aiworkers.core.model.source.SourceException;
import cz.statex.aiworkers.core.model.source.SourceException.Reason;
import cz.statex.aiworkers.core.model.source.Sources;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a file from the first of its sources that has the bytes the catalog names. A transfer that breaks off goes on
 * where it was, now or after a restart; one in which nothing moves is given up. Called under the model's lock.
 */
public final class ArtifactFetcher {

    private static final Logger log = LoggerFactory.getLogger(ArtifactFetcher.class);

    /** A source that breaks off again and again is left for the next one. */
    private static final int ATTEMPTS = 5;

    private final Sources sources;
    private final Limits limits;
    private final TrustedHashes trusted;
    private final Quarantine quarantine;
    private final DownloadObserver observer;

    /**
     * Bounds of a download.
     *
     * @param maxBytes largest model, by the sum of its files
     * @param space where the room for it is looked up
     */
    public record Limits(long maxBytes, DiskSpace space) {

        /**
         * Lets {@code bytes} pass.
         *
         * @param what has them, for the message
         * @throws ModelException if they are too many: a later attempt would not end otherwise
         */
        public void allow(String what, long bytes) throws ModelException {
            if (bytes > maxBytes) {
                throw new ModelException(
                        ErrorCode.MODEL_INVALID,
                        what + " has " + bytes + " bytes, but at most " + maxBytes
                                + " are allowed; raise MAX_MODEL_SIZE, or take a smaller model",
                        null);
            }
        }
    }

    /** One file from one source. */
    private record Attempt(
            ModelEntry entry, ModelArtifact artifact, ArtifactSource source, String location, HalfFile half) {

        @Override
        public String toString() {
            return artifact.file() + " of " + entry.id();
        }
    }

    /** Why no source has given the file. */
    private static final class Failures {
        private final List<String> problems = new ArrayList<>();
        private boolean wrongBytes;
        private boolean unavailable;

        private void add(ArtifactSource source, SourceException e) {
            problems.add(source.form().label() + " " + e.getMessage());
            unavailable |= e.reason() == Reason.UNAVAILABLE;
        }

        private void addWrongBytes(ArtifactSource source) {
            problems.add(source.form().label() + " has other bytes than the catalog names");
            wrongBytes = true;
        }

        private ModelException asException(ModelEntry entry, ModelArtifact artifact) {
            String file = "file " + artifact.file() + " of model " + entry.id();
            String why = problems.isEmpty() ? "it has no source; set MODEL_DOWNLOAD_URL" : String.join("; ", problems);
            if (unavailable) {
                return new ModelException(ErrorCode.MODEL_UNAVAILABLE, file + " cannot be had now: " + why, null);
            }
            return new ModelException(
                    wrongBytes ? ErrorCode.MODEL_INVALID : ErrorCode.MODEL_NOT_FOUND,
                    file + " cannot be had: " + why,
                    null);
        }
    }

    /** Fetches from {@code sources}. */
    public ArtifactFetcher(
            Sources sources, Limits limits, TrustedHashes trusted, Quarantine quarantine, DownloadObserver observer) {
        this.sources = sources;
        this.limits = limits;
        this.trusted = trusted;
        this.quarantine = quarantine;
        this.observer = observer;
    }

    /**
     * Puts the artifact into {@code folder} under its name, complete and verified.
     *
     * @return the artifact with its hash
     * @throws ModelException if no source has it, and the message says why, source by source; or if it is too large
     * @throws StorageException if the disk cannot take it
     */
    public ModelArtifact fetch(ModelEntry entry, ModelArtifact artifact, Path folder)
            throws ModelException, IOException {
        Failures failures = new Failures();
        for (String location : locations(entry, artifact)) {
            HalfFile half = HalfFile.of(folder, artifact.file(), location);
            Attempt attempt = new Attempt(entry, artifact, sources.of(location), location, half);
            try {
                String sha256 = transfer(attempt);
                if (sha256 != null && (artifact.sha256() == null || sha256.equals(artifact.sha256()))) {
                    return accept(attempt, sha256);
                }
                failures.addWrongBytes(attempt.source());
                if (sha256 != null) {
                    putAside(attempt, sha256);
                }
            } catch (SourceException e) {
                failures.add(attempt.source(), e);
                log.info("{} at {} {}; trying the next source", attempt, location, e.getMessage());
            } catch (StorageException | ModelException e) {
                // What takes the last bytes of a disk keeps others from working.
                half.delete();
                throw e;
            }
        }
        throw failures.asException(entry, artifact);
    }

    /** The fleet's own repository is no authority for a file whose hash nobody knows. */
    private List<String> locations(ModelEntry entry, ModelArtifact artifact) {
        return artifact.sha256() == null
                ? artifact.sources()
                : sources.inOrder(entry.name(), entry.version(), artifact.file(), artifact.sources());
    }

    /** The hash of all the source has; null if its size alone tells that it is something else. */
    private @Nullable String transfer(Attempt attempt) throws ModelException, IOException {
        for (int count = 1; true; count++) {
            long before = attempt.half().bytes();
            try {
                return transferOnce(attempt);
            } catch (SourceException e) {
                throw e.reason() == Reason.NO_ROOM ? full(attempt, e) : e;
            } catch (StorageException | InterruptedIOException | ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                if (SourceException.meansNoRoom(e)) {
                    throw full(attempt, e);
                }
                long after = attempt.half().bytes();
                if (after == before || count == ATTEMPTS) {
                    throw new SourceException(Reason.UNAVAILABLE, "broke off after " + after + " bytes", e);
                }
                log.info("{} broke off after {} bytes; going on there", attempt, after);
            }
        }
    }

    /** Packages are unpacked on the disk of the cache. */
    private StorageException full(Attempt attempt, IOException cause) throws IOException {
        Path folder = attempt.half().folder();
        return StorageException.full(
                folder, attempt.artifact().size(), limits.space().free(folder), cause);
    }

    private @Nullable String transferOnce(Attempt attempt) throws ModelException, IOException {
        ModelArtifact artifact = attempt.artifact();
        HalfFile half = attempt.half();
        // Registries' clients write the whole package before there is a byte of it.
        limits.space().require(half.folder(), artifact.size() - half.bytes());
        try (Content content = attempt.source().open(attempt.location(), half.have())) {
            boolean sized = artifact.sha256() != null;
            long total = sized ? artifact.size() : content.total();
            if (sized && content.total() >= 0 && content.total() != total) {
                return null;
            }
            limits.allow("file " + attempt, total);
            limits.space().require(half.folder(), Math.max(total, 0) - content.offset());
            long limit = total < 0 ? limits.maxBytes() : total;
            String sha256 = new Transfer(
                            half,
                            limit,
                            done -> observer.fetching(attempt.entry().id(), artifact.file(), done, total))
                    .run(content);
            if (half.bytes() < total) {
                throw new IOException("ended early");
            }
            if (total < 0) {
                // Of a file that is too large, one byte too many has come.
                limits.allow("file " + attempt, half.bytes());
            }
            return sha256;
        }
    }

    private ModelArtifact accept(Attempt attempt, String sha256) throws IOException {
        ModelArtifact artifact = attempt.artifact();
        HalfFile half = attempt.half();
        String model = attempt.entry().id();
        ModelArtifact known = artifact;
        if (artifact.sha256() == null) {
            known = artifact.trusted(sha256, half.bytes());
            trusted.trust(attempt.entry(), known, sha256);
            log.warn(
                    "{} came without a hash in the catalog; this host trusts sha256 {} from now on. Write it into the"
                            + " catalog, so that all hosts do",
                    attempt,
                    sha256);
            observer.trusted(model, artifact.file(), sha256);
        }
        CachedFile.protect(half.path());
        CachedFile.replace(half.path(), half.folder().resolve(artifact.file()));
        HalfFile.deleteAll(half.folder(), artifact.file());
        observer.fetched(model, artifact.file(), sha256);
        return known;
    }

    private void putAside(Attempt attempt, String sha256) throws IOException {
        ModelArtifact artifact = attempt.artifact();
        quarantine.take(
                attempt.entry().id(),
                artifact.file(),
                attempt.half().path(),
                "sha256 is " + sha256 + ", but the catalog names " + artifact.sha256() + "; it came from "
                        + attempt.location());
        attempt.half().delete();
    }
}
