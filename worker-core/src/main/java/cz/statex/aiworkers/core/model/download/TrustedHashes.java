package cz.statex.aiworkers.core.model.download;

import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * The hashes of files that came without one in the catalog: what came first must come ever after. Kept apart from the
 * files, so that removing a model does not forget them. Used under the model's lock only.
 */
public final class TrustedHashes {

    private static final TypeReference<TreeMap<String, Trusted>> FILES = new TypeReference<>() {};

    private final Path folder;

    /** A file's hash and size as they were first seen. */
    record Trusted(String sha256, long size) {}

    /** Keeps them in {@code folder}, which is made when it is first needed. */
    public TrustedHashes(Path folder) {
        this.folder = folder;
    }

    /** The artifact with its hash, or as it is if neither the catalog nor this host knows one. */
    public ModelArtifact known(ModelEntry entry, ModelArtifact artifact) throws IOException {
        if (artifact.sha256() != null) {
            return artifact;
        }
        Trusted trusted = read(entry).get(key(artifact));
        return trusted == null ? artifact : artifact.trusted(trusted.sha256(), trusted.size());
    }

    /** Trusts {@code artifact}, which has its hash now. */
    void trust(ModelEntry entry, ModelArtifact artifact, String sha256) throws IOException {
        Map<String, Trusted> all = read(entry);
        all.put(key(artifact), new Trusted(sha256, artifact.size()));
        Files.createDirectories(folder);
        Path file = file(entry);
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(aside, Wire.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
        CachedFile.replace(aside, file);
    }

    /** Another commit is another file, whose hash is to be trusted anew. */
    private static String key(ModelArtifact artifact) {
        return artifact.sources().get(0);
    }

    private Map<String, Trusted> read(ModelEntry entry) throws IOException {
        Path file = file(entry);
        if (!Files.exists(file)) {
            return new TreeMap<>();
        }
        try {
            @Nullable Map<String, Trusted> all = Wire.mapper().readValue(Files.readString(file), FILES);
            return all == null ? new TreeMap<>() : all;
        } catch (JacksonException e) {
            throw new IOException("the hashes of model " + entry.id() + " that this host trusts cannot be read", e);
        }
    }

    private Path file(ModelEntry entry) {
        return folder.resolve(entry.id() + ".json");
    }
}
