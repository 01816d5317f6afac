package cz.statex.aiworkers.core.model.catalog;

import cz.statex.aiworkers.core.model.lock.HostLock;
import cz.statex.aiworkers.core.torchscript.Precision;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * An operator's own catalog, to be written by programs. A new entry is put at the end, so that comments stay; where one
 * is replaced, the file is written anew and the old one is kept beside it as {@code .old}. Threads and processes of this
 * host write one after the other, by a lock on a file beside it.
 *
 * @param path the file; made with its folder when it is first needed
 */
public record CatalogFile(Path path) {

    /** Whoever writes the file needs a moment only. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String HEAD =
            "# Models of this host, beside those that come with AI Workers: docs/models.md.\n";

    /** The entries by name; none if there is no file. */
    public Map<String, ModelEntry> entries() throws IOException {
        return Files.exists(path) ? parse(Files.readString(path)) : Map.of();
    }

    /**
     * Adds {@code entry}, in the place of one of its name if there is one.
     *
     * @throws IllegalArgumentException if the file is no valid catalog
     */
    public void put(ModelEntry entry) throws IOException {
        lock().holding(() -> {
            putAlone(entry);
            return entry;
        });
    }

    private void putAlone(ModelEntry entry) throws IOException {
        Map<String, ModelEntry> all = new LinkedHashMap<>(entries());
        boolean isNew = all.put(entry.name(), entry) == null;
        String text = text(all.values());
        if (isNew && all.size() > 1) {
            String before = Files.readString(path);
            String appended = before + (before.endsWith("\n") ? "" : "\n") + items(List.of(entry));
            text = isSame(appended, all) ? appended : text;
        }
        write(text);
    }

    /** Takes the entry {@code name} out; false if there is none. */
    public boolean remove(String name) throws IOException {
        return lock().holding(() -> removeAlone(name));
    }

    private boolean removeAlone(String name) throws IOException {
        Map<String, ModelEntry> all = new LinkedHashMap<>(entries());
        if (all.remove(name) == null) {
            return false;
        }
        write(text(all.values()));
        return true;
    }

    /** The text of a catalog of these entries. */
    public static String text(Collection<ModelEntry> entries) {
        return HEAD + (entries.isEmpty() ? "models: []\n" : "models:\n" + items(entries));
    }

    private static boolean isSame(String text, Map<String, ModelEntry> expected) {
        try {
            return parse(text).equals(expected);
        } catch (IllegalArgumentException e) {
            // The list is not written as a block at the end of the file.
            return false;
        }
    }

    private static Map<String, ModelEntry> parse(String text) {
        return new CatalogReader("of this host").read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String items(Collection<ModelEntry> entries) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndent(4);
        options.setIndicatorIndent(2);
        options.setWidth(1000);
        return new Yaml(options).dump(entries.stream().map(CatalogFile::fields).toList());
    }

    private static Map<String, Object> fields(ModelEntry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", entry.name());
        fields.put("version", entry.version());
        ModelCard card = entry.card();
        putIfSaid(fields, "task", card.task());
        fields.put("licence", card.licence());
        putIfSaid(fields, "origin", card.origin());
        putIfSaid(fields, "labels", card.labels());
        putIfSaid(fields, "languages", card.languages());
        fields.put("program", entry.program());
        fields.put("config", entry.config());
        fields.put("max_tokens", entry.maxTokens());
        fields.put(
                "precisions", entry.precisions().stream().map(Precision::text).toList());
        putIfSaid(fields, "pruned", entry.pruned() == 0 ? null : entry.pruned());
        Map<String, Object> artifacts = new LinkedHashMap<>();
        entry.artifacts().forEach((role, artifact) -> artifacts.put(role, fields(artifact)));
        fields.put("artifacts", artifacts);
        return fields;
    }

    private static Map<String, Object> fields(ModelArtifact artifact) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", artifact.file());
        if (artifact.sha256() != null) {
            fields.put("sha256", artifact.sha256());
            fields.put("size", artifact.size());
        }
        fields.put("sources", artifact.sources());
        return fields;
    }

    private static void putIfSaid(Map<String, Object> fields, String name, @Nullable Object value) {
        boolean empty = value == null
                || (value instanceof Collection<?> all && all.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
        if (value != null && !empty) {
            fields.put(name, value);
        }
    }

    private HostLock lock() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return new HostLock(path.resolveSibling("." + path.getFileName() + ".lock"), PATIENCE, () -> {});
    }

    private void write(String text) throws IOException {
        Path aside = path.resolveSibling(path.getFileName() + ".new");
        Files.writeString(aside, text);
        if (Files.exists(path)) {
            Files.copy(path, path.resolveSibling(path.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
