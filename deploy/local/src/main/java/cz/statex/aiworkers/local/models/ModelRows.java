package cz.statex.aiworkers.local.models;

import cz.statex.aiworkers.core.model.catalog.HubModel;
import cz.statex.aiworkers.core.model.catalog.HubModels;
import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.repository.FileCheck;
import cz.statex.aiworkers.core.model.repository.StoredModel;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.local.bench.model.PrecisionBench;
import cz.statex.aiworkers.orchestrator.cli.terminal.Spans;
import cz.statex.aiworkers.orchestrator.cli.terminal.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the commands print: records for programs, tables for people. */
public final class ModelRows {

    private static final double MEGABYTE = 1_000_000;

    private ModelRows() {}

    /** Where a model stands. */
    public enum State {
        /** The catalog names it. */
        IN_CATALOG,
        /** Files of it are here, but the catalog does not name this version. */
        NOT_IN_CATALOG,
        /** It is known on the hub, and neither of the others until it is pulled. */
        NOT_IMPORTED
    }

    /**
     * A model of the catalog, of this host, or one of the hub that is not imported.
     *
     * @param version null if it is not imported
     * @param state where it stands
     * @param origin where it comes from, or people can read about it
     * @param languages what it understands, where somebody says
     * @param purpose what it does, said of what is not imported
     * @param inCatalog whether the catalog names this version
     * @param download bytes of its files, where the catalog knows them
     * @param onDisk bytes it takes on this host, archives included
     */
    public record Row(
            String name,
            @Nullable String version,
            State state,
            @Nullable String origin,
            List<String> languages,
            @Nullable String purpose,
            boolean inCatalog,
            @Nullable String task,
            @Nullable String licence,
            @Nullable String program,
            List<String> precisions,
            long download,
            long onDisk,
            List<String> archives,
            @Nullable Instant lastUsed) {}

    /** A file that is on this host now. */
    public record Pulled(String model, String file, @Nullable String sha256, long size, boolean hashInCatalog) {}

    /** What a look at a file found. */
    public record Checked(String model, String file, FileCheck.State state) {}

    /** A model that is gone. */
    public record Removed(String name, String version, long bytes) {}

    /** A model that is in the catalog now, and what its precision costs and brings. */
    public record Import(
            String name,
            String version,
            String program,
            String licence,
            List<String> labels,
            String catalog,
            List<PrecisionBench.Row> sample) {

        /** The same for people. */
        public String text() {
            String head = "Imported " + name + "@" + version + " (" + licence + ") for the program " + program
                    + "; its entry is in " + catalog;
            return sample.isEmpty() ? head : head + "\n\n" + precisions(sample).render();
        }
    }

    /** What precisions cost and bring, for people. */
    public static Table precisions(List<PrecisionBench.Row> rows) {
        Table table = new Table("", "PRECISION", "ARCHIVE", "BATCH", "WORST COSINE", "MEAN COSINE", "MAX DRIFT");
        for (PrecisionBench.Row row : rows) {
            table.row(
                    row.precision(),
                    megabytes(row.bytes()),
                    String.format(Locale.ROOT, "%.1f ms", row.batchMs()),
                    String.format(Locale.ROOT, "%.6f", row.worstCosine()),
                    String.format(Locale.ROOT, "%.6f", row.meanCosine()),
                    String.format(Locale.ROOT, "%.5f", row.maxDrift()));
        }
        return table;
    }

    /** The models of the catalog, those of the cache that it does not name, and those of the hub to be imported. */
    public static List<Row> of(ModelStore store) throws IOException {
        List<Row> rows = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (ModelEntry entry : store.catalog().entries()) {
            named.add(entry.id());
            Optional<StoredModel> stored = store.repository().stored(entry.name(), entry.version());
            rows.add(new Row(
                    entry.name(),
                    entry.version(),
                    State.IN_CATALOG,
                    entry.card().origin(),
                    entry.card().languages(),
                    null,
                    true,
                    entry.card().task(),
                    entry.licence(),
                    entry.program(),
                    entry.precisions().stream().map(Precision::text).toList(),
                    entry.artifacts().values().stream()
                            .mapToLong(ModelArtifact::size)
                            .sum(),
                    stored.map(StoredModel::bytes).orElse(0L),
                    stored.map(StoredModel::archives).orElse(List.of()),
                    stored.map(StoredModel::lastUsed).orElse(null)));
        }
        for (StoredModel stored : store.repository().list()) {
            if (!named.contains(stored.name() + "@" + stored.version())) {
                rows.add(leftOver(stored));
            }
        }
        for (HubModel known : HubModels.known().models()) {
            if (store.catalog().find(known.name()).isEmpty()) {
                rows.add(notImported(known));
            }
        }
        return rows;
    }

    private static Row leftOver(StoredModel stored) {
        return new Row(
                stored.name(),
                stored.version(),
                State.NOT_IN_CATALOG,
                null,
                List.of(),
                null,
                false,
                null,
                null,
                null,
                List.of(),
                0,
                stored.bytes(),
                stored.archives(),
                stored.lastUsed());
    }

    private static Row notImported(HubModel known) {
        return new Row(
                known.name(),
                null,
                State.NOT_IMPORTED,
                known.reference(),
                known.languages(),
                known.purpose(),
                false,
                known.task(),
                known.licence(),
                null,
                List.of(),
                0,
                0,
                List.of(),
                null);
    }

    /** The models for people, those that are not imported by themselves. */
    public static String text(List<Row> rows, Instant now) {
        String here = table(
                        rows.stream()
                                .filter(row -> row.state() != State.NOT_IMPORTED)
                                .toList(),
                        now)
                .render();
        Table hub = new Table("", "NAME", "TASK", "LICENCE", "FROM", "WHAT FOR");
        List<Row> others =
                rows.stream().filter(row -> row.state() == State.NOT_IMPORTED).toList();
        others.forEach(row -> hub.row(row.name(), row.task(), row.licence(), row.origin(), row.purpose()));
        return others.isEmpty()
                ? here
                : here + "\n\nNot imported; 'aiw models pull NAME' fetches one from the hub:\n\n" + hub.render();
    }

    private static Table table(List<Row> rows, Instant now) {
        Table table = new Table(
                "no models", "NAME", "VERSION", "TASK", "LICENCE", "PRECISIONS", "DOWNLOAD", "ON DISK", "USED");
        for (Row row : rows) {
            table.row(
                    row.name(),
                    row.version() + (row.inCatalog() ? "" : " (not in the catalog)"),
                    row.task(),
                    row.licence(),
                    String.join(",", row.precisions()),
                    row.download() == 0 ? null : megabytes(row.download()),
                    row.onDisk() == 0 ? null : megabytes(row.onDisk()),
                    row.lastUsed() == null ? null : Spans.ago(row.lastUsed(), now));
        }
        return table;
    }

    /** The files of {@code entry}, by role. */
    public static List<Pulled> pulled(ModelEntry entry, Map<String, ModelArtifact> files) {
        return entry.artifacts().keySet().stream()
                .map(role -> {
                    ModelArtifact file = files.getOrDefault(role, entry.artifact(role));
                    boolean inCatalog = entry.artifact(role).sha256() != null;
                    return new Pulled(entry.id(), file.file(), file.sha256(), file.size(), inCatalog);
                })
                .toList();
    }

    /** The files for people. Hashes are whole: they are to be copied into catalogs. */
    public static Table table(List<Pulled> files) {
        Table table = new Table("nothing to fetch", "MODEL", "FILE", "SIZE", "SHA256", "TRUSTED BY");
        for (Pulled file : files) {
            table.row(
                    file.model(),
                    file.file(),
                    megabytes(file.size()),
                    file.sha256(),
                    file.hashInCatalog() ? "catalog" : "first download");
        }
        return table;
    }

    /** The looks for people. */
    public static Table checks(List<Checked> checks) {
        Table table = new Table("no models on this host", "MODEL", "FILE", "STATE");
        checks.forEach(check ->
                table.row(check.model(), check.file(), check.state().name().toLowerCase(Locale.ROOT)));
        return table;
    }

    /** The removals for people. */
    public static Table removals(List<Removed> removals) {
        Table table = new Table("only the catalog's entry was there", "NAME", "VERSION", "FREED");
        removals.forEach(removal -> table.row(removal.name(), removal.version(), megabytes(removal.bytes())));
        return table;
    }

    /** What an import did. */
    public static Import imported(ModelEntry entry, Path catalog, List<PrecisionBench.Row> sample) {
        return new Import(
                entry.name(),
                entry.version(),
                entry.program(),
                entry.licence(),
                entry.card().labels(),
                catalog.toString(),
                sample);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE);
    }
}
