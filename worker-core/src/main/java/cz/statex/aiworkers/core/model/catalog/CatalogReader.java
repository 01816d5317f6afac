package cz.statex.aiworkers.core.model.catalog;

import cz.statex.aiworkers.core.torchscript.Precision;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a catalog. Whatever is wrong with it is said with the entry, the field and the value. */
final class CatalogReader {

    private static final Set<String> ENTRY_FIELDS = Set.of(
            "name",
            "version",
            "task",
            "licence",
            "origin",
            "labels",
            "languages",
            "program",
            "config",
            "max_tokens",
            "precisions",
            "pruned",
            "artifacts");
    private static final Set<String> HUB_FIELDS =
            Set.of("name", "reference", "task", "languages", "purpose", "licence");
    private static final Set<String> ARTIFACT_FIELDS = Set.of("file", "sha256", "size", "sources");

    private final String origin;

    /** Reads what messages call {@code origin}. */
    CatalogReader(String origin) {
        this.origin = origin;
    }

    /**
     * The entries by name, in the order of the file.
     *
     * @throws IllegalArgumentException if the catalog is not valid
     */
    Map<String, ModelEntry> read(InputStream in) {
        return read(in, CatalogReader::entry, ModelEntry::name);
    }

    /**
     * The known models of the hub by name, in the order of the file.
     *
     * @throws IllegalArgumentException if the list is not valid
     */
    Map<String, HubModel> readHub(InputStream in) {
        return read(in, CatalogReader::hubModel, HubModel::name);
    }

    private <T> Map<String, T> read(
            InputStream in, Function<Map<String, Object>, T> reading, Function<T, String> naming) {
        Object document;
        try {
            document = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
        } catch (YAMLException e) {
            throw invalid("is no YAML: " + e.getMessage(), e);
        }
        if (!(document instanceof Map<?, ?> top) || !(top.get("models") instanceof List<?> models) || top.size() != 1) {
            throw invalid("must hold one field, 'models', with a list", null);
        }
        Map<String, T> entries = new LinkedHashMap<>();
        for (int i = 0; i < models.size(); i++) {
            T entry = one(models.get(i), i + 1, reading);
            String name = naming.apply(entry);
            if (entries.put(name, entry) != null) {
                throw invalid("model '" + name + "' appears twice", null);
            }
        }
        return entries;
    }

    private <T> T one(@Nullable Object value, int number, Function<Map<String, Object>, T> reading) {
        String called = "model number " + number;
        try {
            Map<String, Object> fields = map("the entry", value);
            if (fields.get("name") instanceof String name) {
                called = "model '" + name + "'";
            }
            return reading.apply(fields);
        } catch (IllegalArgumentException e) {
            throw invalid(called + ": " + e.getMessage(), e);
        }
    }

    private static ModelEntry entry(Map<String, Object> fields) {
        refuseUnknown(fields, ENTRY_FIELDS);
        return new ModelEntry(
                text(fields, "name"),
                text(fields, "version"),
                card(fields),
                text(fields, "program"),
                config(fields),
                (int) number(fields, "max_tokens", Integer.MAX_VALUE),
                precisions(fields),
                pruned(fields),
                artifacts(fields));
    }

    private static HubModel hubModel(Map<String, Object> fields) {
        refuseUnknown(fields, HUB_FIELDS);
        return new HubModel(
                text(fields, "name"),
                text(fields, "reference"),
                text(fields, "task"),
                texts(fields, "languages"),
                text(fields, "purpose"),
                optional(fields, "licence"));
    }

    private static ModelCard card(Map<String, Object> fields) {
        return new ModelCard(
                optional(fields, "task"),
                text(fields, "licence"),
                optional(fields, "origin"),
                texts(fields, "labels"),
                texts(fields, "languages"));
    }

    private static Map<String, Object> config(Map<String, Object> fields) {
        Map<String, Object> config = map("config", fields.getOrDefault("config", Map.of()));
        config.forEach((name, value) -> require(value != null, "config." + name, null, "must have a value"));
        return config;
    }

    private static List<Precision> precisions(Map<String, Object> fields) {
        List<Precision> precisions = new ArrayList<>();
        for (String name : texts(fields, "precisions")) {
            precisions.add(Arrays.stream(Precision.values())
                    .filter(precision -> precision.text().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("precisions has '" + name + "', but must be of "
                            + Arrays.toString(Precision.values()).toLowerCase(Locale.ROOT))));
        }
        return precisions;
    }

    private static double pruned(Map<String, Object> fields) {
        if (fields.getOrDefault("pruned", 0) instanceof Number share) {
            return share.doubleValue();
        }
        throw wrong("pruned", fields.get("pruned"), "must be a number");
    }

    private static Map<String, ModelArtifact> artifacts(Map<String, Object> fields) {
        Map<String, ModelArtifact> artifacts = new LinkedHashMap<>();
        map("artifacts", fields.get("artifacts")).forEach((role, value) -> {
            try {
                artifacts.put(role, artifact(map(role, value)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("artifacts." + role + ": " + e.getMessage(), e);
            }
        });
        return artifacts;
    }

    private static ModelArtifact artifact(Map<String, Object> fields) {
        refuseUnknown(fields, ARTIFACT_FIELDS);
        return new ModelArtifact(
                text(fields, "file"),
                optional(fields, "sha256"),
                number(fields, "size", Long.MAX_VALUE),
                texts(fields, "sources"));
    }

    private static void refuseUnknown(Map<String, Object> fields, Set<String> known) {
        for (String field : fields.keySet()) {
            if (!known.contains(field)) {
                throw new IllegalArgumentException(field + " is no field; the fields are "
                        + known.stream().sorted().toList());
            }
        }
    }

    private static Map<String, Object> map(String field, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> found)) {
            throw wrong(field, value, "must be fields with values");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        found.forEach((name, content) -> fields.put(String.valueOf(name), content));
        return fields;
    }

    private static String text(Map<String, Object> fields, String field) {
        String text = optional(fields, field);
        if (text == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return text;
    }

    private static @Nullable String optional(Map<String, Object> fields, String field) {
        Object value = fields.get(field);
        if (value == null || (value instanceof String text && !text.isBlank())) {
            return (String) value;
        }
        throw wrong(field, value, "must be a text; numbers need quotes");
    }

    private static List<String> texts(Map<String, Object> fields, String field) {
        Object value = fields.getOrDefault(field, List.of());
        require(value instanceof List, field, value, "must be a list of texts");
        List<String> texts = new ArrayList<>();
        for (Object element : (List<?>) value) {
            require(
                    element instanceof String,
                    field,
                    element,
                    "must be a list of texts; no, yes, on and off need quotes");
            texts.add((String) element);
        }
        return texts;
    }

    private static long number(Map<String, Object> fields, String field, long max) {
        Object value = fields.getOrDefault(field, 0);
        require(
                (value instanceof Integer || value instanceof Long)
                        && ((Number) value).longValue() >= 0
                        && ((Number) value).longValue() <= max,
                field,
                value,
                "must be a whole number from 0 to " + max);
        return ((Number) value).longValue();
    }

    private static void require(boolean holds, String field, @Nullable Object value, String rule) {
        if (!holds) {
            throw wrong(field, value, rule);
        }
    }

    private static IllegalArgumentException wrong(String field, @Nullable Object value, String rule) {
        return new IllegalArgumentException(field + " is '" + value + "', but " + rule);
    }

    private IllegalArgumentException invalid(String problem, @Nullable Throwable cause) {
        return new IllegalArgumentException("the model catalog " + origin + " is not valid: " + problem, cause);
    }
}
