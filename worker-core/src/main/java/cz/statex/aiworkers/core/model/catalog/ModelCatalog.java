package cz.statex.aiworkers.core.model.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The models that may be used, by name: those that come with this project, and those of the operator's own file, which
 * win. No task can name anything else. Immutable.
 */
public final class ModelCatalog {

    private static final String BUILT_IN = "/models/catalog.yml";

    private final Map<String, ModelEntry> entries;

    private ModelCatalog(Map<String, ModelEntry> entries) {
        this.entries = Collections.unmodifiableMap(entries);
    }

    /** The models that come with this project. */
    public static ModelCatalog builtIn() {
        try (InputStream in = ModelCatalog.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException(BUILT_IN + " is missing from the class path");
            }
            return new ModelCatalog(new CatalogReader(BUILT_IN).read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * This catalog and the entries of {@code file}, which has the same form and wins where names are equal.
     *
     * @throws IllegalArgumentException if the file cannot be read or an entry is not valid
     */
    public ModelCatalog with(Path file) {
        Map<String, ModelEntry> all = new LinkedHashMap<>(entries);
        try (InputStream in = Files.newInputStream(file)) {
            all.putAll(new CatalogReader(file.toString()).read(in));
        } catch (IOException e) {
            throw new IllegalArgumentException("the model catalog " + file + " cannot be read: correct its path", e);
        }
        return new ModelCatalog(all);
    }

    /** The model {@code name}, if there is one. */
    public Optional<ModelEntry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /**
     * The model {@code name}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ModelEntry require(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("the model catalog has no '" + name + "'; it has "
                        + entries.keySet() + HubModels.known().advice(name)));
    }

    /** All models, in the order of the files. */
    public Collection<ModelEntry> entries() {
        return entries.values();
    }
}
