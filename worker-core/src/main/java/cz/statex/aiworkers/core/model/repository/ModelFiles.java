package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import java.nio.file.Path;
import java.util.Map;

/**
 * The verified files of a model on this host. They are shared and must not be changed.
 *
 * @param entry the model
 * @param archive the TorchScript archive
 * @param artifacts the other artifacts by role, for example {@code tokenizer}
 */
public record ModelFiles(ModelEntry entry, Path archive, Map<String, Path> artifacts) {

    /** The file of a role. */
    public Path artifact(String role) {
        Path file = artifacts.get(role);
        if (file == null) {
            throw new IllegalArgumentException("model " + entry.id() + " has no artifact '" + role + "'");
        }
        return file;
    }
}
