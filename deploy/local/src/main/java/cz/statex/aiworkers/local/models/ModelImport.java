package cz.statex.aiworkers.local.models;

import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelCard;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.download.CachedFile;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.core.torchscript.Programs;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Brings a published model into the cache and the operator's catalog: finds its program by its {@code config.json},
 * fetches its files, and converts them, so that a model that is in the catalog is one that loads.
 */
public final class ModelImport {

    private static final String CONFIG = "config.json";

    /** Where models for sentence embeddings say how they sum a text up. */
    private static final String POOLING = "1_Pooling/config.json";

    private static final String CLS_TOKEN = "pooling_mode_cls_token";

    /** Beside the weights, where they are published. */
    private static final Map<String, String> OTHERS = Map.of(
            "tokenizer", "tokenizer.json",
            "generation", "generation_config.json",
            "preprocessor", "preprocessor_config.json",
            "sentencepiece", "sentencepiece.bpe.model",
            "sentencepiece.source", "source.spm",
            "sentencepiece.target", "target.spm",
            "vocabulary", "vocab.json");

    private static final TypeReference<LinkedHashMap<String, Object>> FIELDS = new TypeReference<>() {};

    private final ModelStore store;

    /**
     * What a person says about the model, where what is published is not enough.
     *
     * @param name in the catalog, null to take the published one
     * @param licence SPDX identifier, null to take the published one
     * @param task task type it is for, null for none
     * @param languages what it understands, for translation pairs such as {@code en-de}; none if nobody says
     * @param precisions the numbers it may be computed in, the preferred first; none for 32-bit floats
     * @param pruned share of the weights to set to 0
     */
    public record Wishes(
            @Nullable String name,
            @Nullable String licence,
            @Nullable String task,
            List<String> languages,
            List<Precision> precisions,
            double pruned) {}

    /** Imports into {@code store}. */
    public ModelImport(ModelStore store) {
        this.store = store;
    }

    /**
     * Imports, with an archive for the preferred precision.
     *
     * @param reference {@code hf:ORG/NAME[@REVISION]}, or a folder
     * @return what the catalog says of it now
     * @throws ModelsException if it cannot be imported, with what to do instead
     * @throws ModelException if its files cannot be had or do not fit its program
     */
    public ModelEntry run(String reference, Wishes wishes) throws ModelsException, ModelException, IOException {
        Origin origin = reference.startsWith("hf:")
                ? HubOrigin.of(reference, store.sources().hub())
                : new FolderOrigin(Path.of(reference));
        Map<String, Object> config = config(origin);
        String program = program(config);
        Map<String, String> files = new LinkedHashMap<>(CheckpointChoice.of(origin.files()));
        new TreeMap<>(OTHERS).forEach((role, file) -> {
            if (origin.files().contains(file)) {
                files.put(role, file);
            }
        });
        ModelEntry found = entry(origin, wishes, program, config, artifacts(origin, files));
        Map<String, ModelArtifact> known = store.repository().pull(found, sizes(origin, files));
        ModelEntry entry = with(found, known);
        store.repository().prepare(entry);
        store.own().put(entry);
        return entry;
    }

    /** Those that the origin says, by role. */
    private static Map<String, Long> sizes(Origin origin, Map<String, String> files) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            sizes.put(file.getKey(), origin.size(file.getValue()));
        }
        return sizes;
    }

    private static Map<String, Object> config(Origin origin) throws IOException, ModelsException {
        if (!origin.files().contains(CONFIG)) {
            throw new ModelsException(
                    ExitCode.REFUSED,
                    origin.name() + " has no config.json, which names its architecture; it has " + origin.files());
        }
        Map<String, Object> config = json(origin, CONFIG);
        if (origin.files().contains(POOLING)
                && json(origin, POOLING).get(CLS_TOKEN) instanceof Boolean firstTokenOnly) {
            config.put(CLS_TOKEN, firstTokenOnly);
        }
        return config;
    }

    private static Map<String, Object> json(Origin origin, String file) throws IOException, ModelsException {
        byte[] text = origin.read(file);
        Map<String, Object> fields;
        try {
            fields = Wire.mapper().readValue(text, FIELDS);
        } catch (JacksonException e) {
            fields = null;
        }
        if (fields == null) {
            throw new ModelsException(ExitCode.REFUSED, file + " of " + origin.name() + " is no JSON object");
        }
        fields.values().removeIf(Objects::isNull);
        return fields;
    }

    private static String program(Map<String, Object> config) throws ModelsException {
        try {
            return Programs.detect(config);
        } catch (IllegalArgumentException e) {
            throw new ModelsException(ExitCode.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    /** By role; a file of this host is hashed here, one of the hub when it comes. */
    private static Map<String, ModelArtifact> artifacts(Origin origin, Map<String, String> files) throws IOException {
        Map<String, ModelArtifact> artifacts = new LinkedHashMap<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            artifacts.put(file.getKey(), origin.artifact(file.getValue()));
        }
        return artifacts;
    }

    private static ModelEntry entry(
            Origin origin,
            Wishes wishes,
            String program,
            Map<String, Object> config,
            Map<String, ModelArtifact> artifacts)
            throws ModelsException {
        String name = wishes.name() == null
                ? origin.name()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9._-]", "-")
                        .replaceFirst("^[._-]+", "")
                : wishes.name();
        String licence = wishes.licence() == null ? origin.licence() : wishes.licence();
        String version = origin.version();
        return new ModelEntry(
                name,
                version == null ? version(artifacts) : version,
                new ModelCard(
                        wishes.task(),
                        licence == null ? "NOASSERTION" : licence,
                        origin.page(),
                        labels(config),
                        wishes.languages()),
                program,
                config,
                maxTokens(config),
                wishes.precisions(),
                wishes.pruned(),
                artifacts);
    }

    /** Other files are another version. */
    private static String version(Map<String, ModelArtifact> artifacts) {
        var digest = CachedFile.sha256();
        artifacts.values().stream()
                .map(artifact -> String.valueOf(artifact.sha256()))
                .sorted()
                .forEach(hash -> digest.update(hash.getBytes(StandardCharsets.US_ASCII)));
        return HexFormat.of().formatHex(digest.digest(), 0, 6);
    }

    private static List<String> labels(Map<String, Object> config) throws ModelsException {
        if (!(config.get("id2label") instanceof Map<?, ?> names)) {
            return List.of();
        }
        Map<Integer, String> byNumber = new TreeMap<>();
        for (Map.Entry<?, ?> label : names.entrySet()) {
            try {
                byNumber.put(Integer.valueOf(String.valueOf(label.getKey())), String.valueOf(label.getValue()));
            } catch (NumberFormatException e) {
                throw new ModelsException(
                        ExitCode.REFUSED,
                        "config.json: id2label has the key '" + label.getKey() + "', which is no number");
            }
        }
        return List.copyOf(byNumber.values());
    }

    private static int maxTokens(Map<String, Object> config) throws ModelsException {
        try {
            OptionalInt longest = Programs.longestInput(config);
            if (longest.isPresent()) {
                return longest.getAsInt();
            }
        } catch (IllegalArgumentException e) {
            throw new ModelsException(ExitCode.REFUSED, "config.json: " + e.getMessage());
        }
        for (String field : List.of("max_target_positions", "max_position_embeddings", "n_positions")) {
            if (config.get(field) instanceof Integer tokens && tokens > 0) {
                return tokens;
            }
        }
        return 512;
    }

    private static ModelEntry with(ModelEntry entry, Map<String, ModelArtifact> artifacts) {
        Map<String, ModelArtifact> inOrder = new LinkedHashMap<>();
        entry.artifacts().keySet().forEach(role -> inOrder.put(role, Objects.requireNonNull(artifacts.get(role))));
        return new ModelEntry(
                entry.name(),
                entry.version(),
                entry.card(),
                entry.program(),
                entry.config(),
                entry.maxTokens(),
                entry.precisions(),
                entry.pruned(),
                inOrder);
    }
}
