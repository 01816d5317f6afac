package cz.statex.aiworkers.local.models;

import cz.statex.aiworkers.core.model.catalog.CatalogFile;
import cz.statex.aiworkers.core.model.catalog.HubModels;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.download.DiskSpace;
import cz.statex.aiworkers.core.model.repository.ModelDirectory;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.core.model.repository.RepositorySettings;
import cz.statex.aiworkers.core.model.repository.StoredModel;
import cz.statex.aiworkers.core.model.source.SourceSettings;
import cz.statex.aiworkers.core.model.source.Sources;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Catalog and cache of this host, the same that its workers use.
 *
 * @param catalog the built-in models and the operator's own
 * @param own the operator's own, to be written
 * @param repository the cache
 * @param sources where files come from
 * @param root folder of the cache
 */
public record ModelStore(
        ModelCatalog catalog, CatalogFile own, ModelRepository repository, Sources sources, Path root) {

    /**
     * Opens what {@code settings} name.
     *
     * @throws IllegalArgumentException if a setting or the operator's catalog is not valid, or the catalog was named and
     *     is not there
     */
    public static ModelStore open(StoreSettings settings, RepositoryObserver observer) {
        return open(settings, observer, settings.isCatalogNamed());
    }

    /**
     * Opens what {@code settings} name; a catalog that is not there is made when something is put into it.
     *
     * @throws IllegalArgumentException if a setting or the operator's catalog is not valid
     */
    public static ModelStore openToWrite(StoreSettings settings, RepositoryObserver observer) {
        return open(settings, observer, false);
    }

    private static ModelStore open(StoreSettings settings, RepositoryObserver observer, boolean mustExist) {
        RepositorySettings files = new RepositorySettings(
                settings.cache(),
                settings.maxBytes(),
                settings.lockTimeout(),
                DiskSpace.OF_FILE_STORE,
                Clock.systemUTC());
        SourceSettings places = new SourceSettings(
                settings.fleet(),
                settings.hub(),
                settings.s3(),
                settings.npm(),
                settings.mavenSettings(),
                files.scratch(),
                settings.timeouts());
        Sources sources = Sources.of(places, settings.hubToken());
        Path own = settings.catalog();
        ModelCatalog builtIn = ModelCatalog.builtIn();
        return new ModelStore(
                mustExist || Files.exists(own) ? builtIn.with(own) : builtIn,
                new CatalogFile(own),
                new ModelRepository(files, sources, ModelDirectory.NONE, observer),
                sources,
                settings.cache());
    }

    /**
     * The model {@code name}.
     *
     * @throws ModelsException if the catalog has none
     */
    public ModelEntry require(String name) throws ModelsException {
        return catalog.find(name)
                .orElseThrow(() -> new ModelsException(
                        ExitCode.NOT_FOUND,
                        "the model catalog has no '" + name + "'; it has "
                                + catalog.entries().stream()
                                        .map(ModelEntry::name)
                                        .toList()
                                + HubModels.known().advice(name)));
    }

    /** Whether the operator's own catalog has the model called {@code name}, or {@code name@version}. */
    public boolean owns(String model) throws IOException {
        return own.entries().values().stream()
                .anyMatch(entry -> model.equals(entry.name()) || model.equals(entry.id()));
    }

    /** What is on this host of the model called {@code name}, in whatever version, or {@code name@version}. */
    public List<StoredModel> stored(String model) throws IOException {
        return repository.list().stream()
                .filter(stored -> model.equals(stored.name()) || model.equals(stored.name() + "@" + stored.version()))
                .toList();
    }
}
