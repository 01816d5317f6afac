package cz.statex.aiworkers.core.model.catalog;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model of the hub that is known by a name, but is no entry of the catalog until it was imported: nobody here has its
 * hashes.
 *
 * @param name what the catalog will call it
 * @param reference where it is, {@code hf:ORG/NAME} or {@code hf:ORG/NAME@REVISION}
 * @param task task type it is for
 * @param languages as {@link ModelCard} has them
 * @param purpose what it does, in a line for people
 * @param licence SPDX identifier of the licence it was published under; null if that is for the hub to say
 */
public record HubModel(
        String name, String reference, String task, List<String> languages, String purpose, @Nullable String licence) {

    private static final Pattern REFERENCE = Pattern.compile("hf:\\w[\\w.-]*/\\w[\\w.-]*(@\\w[\\w.-]*)?");

    /** Refuses names that no catalog entry can have, and references to anything but a repository of the hub. */
    public HubModel {
        ModelEntry.checkIdentifier("name", name);
        if (!REFERENCE.matcher(reference).matches()) {
            throw new IllegalArgumentException(
                    "reference is '" + reference + "', but must have the form hf:ORG/NAME[@REVISION]");
        }
        languages = List.copyOf(languages);
    }
}
