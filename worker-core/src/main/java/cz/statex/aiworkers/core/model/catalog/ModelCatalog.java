package cz.statex.aiworkers.core.model.catalog;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;

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
            return new ModelCatalog(parse(in, BUILT_IN));
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
            all.putAll(parse(in, file.toString()));
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
                .orElseThrow(() -> new IllegalArgumentException(
                        "the model catalog has no '" + name + "'; it has " + entries.keySet()));
    }

    /** All models, in the order of the files. */
    public Collection<ModelEntry> entries() {
        return entries.values();
    }

    private static Map<String, ModelEntry> parse(InputStream in, String origin) {
        Map<String, ModelEntry> parsed = new LinkedHashMap<>();
        try {
            Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            for (ModelEntry entry :
                    Wire.mapper().convertValue(document, Document.class).models()) {
                if (parsed.put(entry.name(), entry) != null) {
                    throw new IllegalArgumentException("model " + entry.name() + " appears twice");
                }
            }
        } catch (YAMLException | JacksonException | NullPointerException e) {
            throw new IllegalArgumentException("the model catalog " + origin + " is not valid: " + e.getMessage(), e);
        }
        return parsed;
    }

    private record Document(List<ModelEntry> models) {}
}
