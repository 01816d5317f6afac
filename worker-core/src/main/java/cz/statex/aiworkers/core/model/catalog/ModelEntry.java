package cz.statex.aiworkers.core.model.catalog;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model of the catalog.
 *
 * @param name catalog name, lower-case
 * @param version catalog version: a new one whenever an artifact, the program's configuration or the limit changes
 * @param licence SPDX identifier of the weights' licence
 * @param origin where people can read about it
 * @param program the TorchScript program of this project that runs it
 * @param config numbers of the architecture, by the names of Hugging Face's {@code config.json}
 * @param maxTokens longest input in tokens; what is beyond it is cut off
 * @param artifacts files by role: {@code checkpoint} holds the weights, {@code tokenizer} the tokenizer
 */
public record ModelEntry(
        String name,
        String version,
        String licence,
        @Nullable String origin,
        String program,
        Map<String, Object> config,
        int maxTokens,
        Map<String, ModelArtifact> artifacts) {

    /** Role of the artifact that holds the weights. */
    public static final String CHECKPOINT = "checkpoint";

    private static final Pattern IDENTIFIER = Pattern.compile("[a-z0-9][a-z0-9._-]*");

    /** Refuses names and versions that could not be folders, and entries without weights. */
    public ModelEntry {
        if (!IDENTIFIER.matcher(name).matches() || !IDENTIFIER.matcher(version).matches()) {
            throw new IllegalArgumentException("'" + name + "' and its version '" + version
                    + "' must be lower-case letters, digits, dots, underscores and hyphens");
        }
        if (!artifacts.containsKey(CHECKPOINT)) {
            throw new IllegalArgumentException("model " + name + " has no artifact '" + CHECKPOINT + "'");
        }
        config = Map.copyOf(config);
        artifacts = Map.copyOf(artifacts);
    }

    /** Name and version, as logs and messages call it. */
    public String id() {
        return name + "@" + version;
    }

    /** The artifact of a role. */
    public ModelArtifact artifact(String role) {
        ModelArtifact artifact = artifacts.get(role);
        if (artifact == null) {
            throw new IllegalArgumentException("model " + id() + " has no artifact '" + role + "'");
        }
        return artifact;
    }
}
