package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets an artifact from the first of its sources that has the bytes the catalog names. */
final class ArtifactFetcher {

    private static final Logger log = LoggerFactory.getLogger(ArtifactFetcher.class);

    private static final String CLASS_PATH = "classpath:";
    private static final String FILE = "file:";

    /**
     * Writes the artifact to the new file {@code target}.
     *
     * @throws ModelException {@code model_invalid} if a source had other bytes, {@code model_not_found} if none had any
     */
    void fetch(ModelEntry entry, ModelArtifact artifact, Path target) throws ModelException, IOException {
        boolean wrongBytes = false;
        for (String source : artifact.sources()) {
            try (InputStream in = open(source)) {
                if (fetched(in, artifact, target)) {
                    return;
                }
                wrongBytes = true;
                log.warn(
                        "{} of {} from {} has other bytes than the catalog names; trying the next source",
                        artifact.file(),
                        entry.id(),
                        source);
            } catch (FileNotFoundException e) {
                log.info("{} of {} is not at {}; trying the next source", artifact.file(), entry.id(), source);
            }
            Files.deleteIfExists(target);
        }
        throw wrongBytes
                ? new ModelException(
                        ErrorCode.MODEL_INVALID,
                        "file " + artifact.file() + " of model " + entry.id()
                                + " has other bytes than the catalog names, at every source that has it",
                        null)
                : new ModelException(
                        ErrorCode.MODEL_NOT_FOUND,
                        "file " + artifact.file() + " of model " + entry.id() + " is at none of its "
                                + artifact.sources().size() + " sources",
                        null);
    }

    private static boolean fetched(InputStream in, ModelArtifact artifact, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target)) {
            // One byte more than expected is enough to know that the source is wrong.
            return CachedFile.copy(in, out, artifact.size() + 1).equals(artifact.sha256());
        }
    }

    private static InputStream open(String source) throws IOException {
        if (source.startsWith(CLASS_PATH)) {
            String resource = source.substring(CLASS_PATH.length());
            InputStream in = ArtifactFetcher.class.getClassLoader().getResourceAsStream(resource);
            if (in == null) {
                throw new FileNotFoundException(resource);
            }
            return in;
        }
        if (source.startsWith(FILE)) {
            Path file = Path.of(source.substring(FILE.length()));
            if (!Files.isRegularFile(file)) {
                throw new FileNotFoundException(source);
            }
            return Files.newInputStream(file);
        }
        throw new FileNotFoundException("sources of this kind are not supported: " + source);
    }
}
