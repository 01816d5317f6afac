package cz.statex.aiworkers.core.model.catalog;

import cz.statex.aiworkers.core.torchscript.Precision;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A model of the catalog.
 *
 * @param name catalog name, lower-case
 * @param version catalog version: a new one whenever an artifact, the program's configuration or the limit changes
 * @param card what it is for, and on which terms
 * @param program the TorchScript program of this project that runs it
 * @param config numbers of the architecture, by the names of Hugging Face's {@code config.json}
 * @param maxTokens longest input in tokens; what is beyond it is cut off; 0 if the model takes no tokens
 * @param precisions the numbers it may be computed in, the preferred ones first
 * @param pruned share of each linear layer's weights, those closest to 0, that become 0; 0 for none
 * @param artifacts files by role, in the order of the catalog: {@code checkpoint}, or {@code checkpoint.PART} for each of
 *     several, holds the weights, {@code checkpoint.difference} what is added to them, {@code tokenizer} the tokenizer
 */
public record ModelEntry(
        String name,
        String version,
        ModelCard card,
        String program,
        Map<String, Object> config,
        int maxTokens,
        List<Precision> precisions,
        double pruned,
        Map<String, ModelArtifact> artifacts) {

    /** Role of the artifact that holds the weights. */
    public static final String CHECKPOINT = "checkpoint";

    /** Role of the artifact that holds what training has added to the weights of the others. */
    public static final String DIFFERENCE = CHECKPOINT + ".difference";

    private static final Pattern IDENTIFIER = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    /** Refuses names and versions that could not be folders, and entries without weights. */
    public ModelEntry {
        checkIdentifier("name", name);
        checkIdentifier("version", version);
        if (artifacts.keySet().stream().noneMatch(ModelEntry::isCheckpoint)) {
            throw new IllegalArgumentException(
                    "artifacts has only " + artifacts.keySet() + ", but needs '" + CHECKPOINT + "'");
        }
        if (artifacts.containsKey(DIFFERENCE)
                && artifacts.keySet().stream().filter(ModelEntry::isCheckpoint).count() == 1) {
            throw new IllegalArgumentException("artifacts has '" + DIFFERENCE + "', but no weights to add it to");
        }
        long files =
                artifacts.values().stream().map(ModelArtifact::file).distinct().count();
        if (files < artifacts.size()) {
            throw new IllegalArgumentException("artifacts has two files of one name");
        }
        if (!(pruned >= 0 && pruned < 1)) {
            throw new IllegalArgumentException("pruned is '" + pruned + "', but must be at least 0 and below 1");
        }
        config = Map.copyOf(config);
        precisions = precisions.isEmpty() ? List.of(Precision.FP32) : List.copyOf(precisions);
        artifacts = Collections.unmodifiableMap(new LinkedHashMap<>(artifacts));
    }

    /** Name and version, as logs and messages call it. */
    public String id() {
        return name + "@" + version;
    }

    /** SPDX identifier of the weights' licence. */
    public String licence() {
        return card.licence();
    }

    /** The artifact of a role. */
    public ModelArtifact artifact(String role) {
        ModelArtifact artifact = artifacts.get(role);
        if (artifact == null) {
            throw new IllegalArgumentException("model " + id() + " has no artifact '" + role + "'");
        }
        return artifact;
    }

    /** The files that hold the weights, in the order of the catalog. */
    public List<ModelArtifact> checkpoints() {
        return artifacts.entrySet().stream()
                .filter(artifact -> isCheckpoint(artifact.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Whether the artifact of {@code role} holds weights. */
    public static boolean isCheckpoint(String role) {
        return role.equals(CHECKPOINT) || role.startsWith(CHECKPOINT + ".");
    }

    /** Refuses what could be no folder. */
    static void checkIdentifier(String field, String value) {
        if (!IDENTIFIER.matcher(value).matches()) {
            throw new IllegalArgumentException(field + " is '" + value
                    + "', but must be lower-case letters, digits, dots, underscores and hyphens, and begin with a letter"
                    + " or digit");
        }
    }
}
