package cz.statex.aiworkers.core.model.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/** The models of the hub that this project knows by name, beside those of the catalog. Immutable. */
public final class HubModels {

    private static final String BUILT_IN = "/models/hub.yml";
    private static final HubModels KNOWN = new HubModels(read());

    private final Map<String, HubModel> models;

    private HubModels(Map<String, HubModel> models) {
        this.models = Collections.unmodifiableMap(models);
    }

    /** Those that this project knows. */
    public static HubModels known() {
        return KNOWN;
    }

    private static Map<String, HubModel> read() {
        try (InputStream in = HubModels.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException(BUILT_IN + " is missing from the class path");
            }
            return new CatalogReader(BUILT_IN).readHub(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The model {@code name}, if it is known. */
    public Optional<HubModel> find(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /** All of them, in the order of the file. */
    public Collection<HubModel> models() {
        return models.values();
    }

    /**
     * What to add to a message that the catalog has no model {@code name}.
     *
     * @return how to get it; nothing if it is not known
     */
    public String advice(String name) {
        return models.containsKey(name) ? "; 'aiw models pull " + name + "' fetches it from the hub" : "";
    }
}
