package cz.statex.aiworkers.local.models;

import cz.statex.aiworkers.core.model.catalog.HubModel;
import cz.statex.aiworkers.core.model.catalog.HubModels;
import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.torchscript.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings models to this host: those of the catalog, and those of the hub that are known by name, which it imports into
 * the operator's own catalog first.
 */
public final class ModelPull {

    private final ModelStore store;
    private final Consumer<ModelEntry> imported;

    /**
     * Pulls into {@code store}.
     *
     * @param imported told of each model that the catalog did not have before
     */
    public ModelPull(ModelStore store, Consumer<ModelEntry> imported) {
        this.store = store;
        this.imported = imported;
    }

    /** Whether one of {@code names} may be new to the operator's own catalog. */
    public static boolean mayImport(List<String> names) {
        return names.stream().anyMatch(name -> HubModels.known().find(name).isPresent());
    }

    /**
     * Fetches all of {@code names}, or none if one is neither in the catalog nor known.
     *
     * @param filesOnly whether models of the catalog are not joined with their programs, too; an import always is
     * @param precision null for what the catalog prefers
     * @throws ModelsException if one is not known, or cannot be imported
     * @throws ModelException if files cannot be had or do not fit their program
     */
    public List<ModelRows.Pulled> run(List<String> names, boolean filesOnly, @Nullable Precision precision)
            throws ModelsException, ModelException, IOException {
        for (String name : names) {
            if (HubModels.known().find(name).isEmpty()) {
                store.require(name);
            }
        }
        List<ModelRows.Pulled> pulled = new ArrayList<>();
        for (String name : names) {
            ModelEntry entry = entry(name);
            Map<String, ModelArtifact> files = store.repository().pull(entry);
            if (!filesOnly) {
                store.repository()
                        .prepare(entry, precision == null ? entry.precisions().get(0) : precision);
            }
            pulled.addAll(ModelRows.pulled(entry, files));
        }
        return pulled;
    }

    private ModelEntry entry(String name) throws ModelsException, ModelException, IOException {
        HubModel known = HubModels.known().find(name).orElse(null);
        if (known == null || store.catalog().find(name).isPresent()) {
            return store.require(name);
        }
        ModelImport.Wishes wishes = new ModelImport.Wishes(name, null, known.task(), known.languages(), List.of(), 0);
        ModelEntry entry = new ModelImport(store).run(known.reference(), wishes);
        imported.accept(entry);
        return entry;
    }
}
