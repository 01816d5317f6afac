package cz.statex.aiworkers.text.testing;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.catalog.CatalogFile;
import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelCard;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.text.analysis.SummaryModels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * Models that write: {@code tiny-bart} and {@code tiny-t5}, the golden models of worker-core, whose weights are random,
 * with a vocabulary of single letters. What they write means nothing, but always the same.
 */
public final class TinyWriters implements AutoCloseable {

    /** Tokens that {@code tiny-bart} reads at once, those around a text included. */
    public static final int BART_TOKENS = 40;

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW.,!?";

    private final Path catalogFile;
    private final LiveCatalog catalog;
    private final TorchEngine engine = new TorchEngine(new TorchSettings("cpu", 2, 1, null));
    private final ModelManager models;

    /** The models, with their files in {@code folder}. */
    public TinyWriters(Path folder) throws IOException {
        catalogFile = folder.resolve("catalog.yml");
        CatalogFile file = new CatalogFile(catalogFile);
        file.put(entry(folder, "tiny-bart", "bart", "golden/bart/bart", List.of("<s>", "<pad>", "</s>", "<unk>"), 0));
        file.put(entry(folder, "tiny-t5", "t5", "golden/t5/t5", List.of("<pad>", "</s>", "<unk>"), 64));
        catalog = LiveCatalog.of(ModelCatalog.builtIn().with(catalogFile));
        models = new ModelManager(
                new ModelRepository(folder.resolve("cache"), 1_000_000_000, ModelObserver.NONE),
                Duration.ofMinutes(2),
                Duration.ofHours(1),
                ModelObserver.NONE);
    }

    /** The catalog that has them beside the built-in models. */
    public Path catalogFile() {
        return catalogFile;
    }

    /** The same as it is used. */
    public LiveCatalog catalog() {
        return catalog;
    }

    /** Lends them. */
    public ModelManager models() {
        return models;
    }

    /** Runs them. */
    public TorchEngine engine() {
        return engine;
    }

    /** Summarizes by them. */
    public SummaryModels summaryModels(@Nullable String preferred) {
        return new SummaryModels(catalog, models, engine, preferred);
    }

    private static ModelEntry entry(
            Path folder, String name, String program, String golden, List<String> special, int maxTokens)
            throws IOException {
        Map<String, Object> config = Wire.mapper()
                .readValue(resource(golden + "/config.json"), new TypeReference<LinkedHashMap<String, Object>>() {});
        config.values().removeIf(value -> value == null);
        byte[] weights = resource(golden + "/model.safetensors");
        byte[] tokenizer = tokenizer(special, program.equals("bart"));
        Path tokenizerFile = Files.write(folder.resolve(name + ".json"), tokenizer);
        Map<String, ModelArtifact> artifacts = new LinkedHashMap<>();
        artifacts.put(
                ModelEntry.CHECKPOINT,
                new ModelArtifact(
                        "model.safetensors",
                        sha256(weights),
                        weights.length,
                        List.of("classpath:" + golden + "/model.safetensors")));
        artifacts.put(
                "tokenizer",
                new ModelArtifact(
                        "tokenizer.json",
                        sha256(tokenizer),
                        tokenizer.length,
                        List.of("file:" + tokenizerFile.toAbsolutePath())));
        return new ModelEntry(
                name,
                "1",
                new ModelCard(SummaryModels.TASK, "Apache-2.0", null, List.of(), List.of()),
                program,
                config,
                maxTokens,
                List.of(Precision.FP32),
                0,
                artifacts);
    }

    /** A {@code tokenizer.json} with a token for each letter, which frames texts like BART's or like T5's. */
    private static byte[] tokenizer(List<String> special, boolean begins) {
        Map<String, Object> vocabulary = new LinkedHashMap<>();
        special.forEach(token -> vocabulary.put(token, vocabulary.size()));
        vocabulary.put("\u2581", vocabulary.size());
        LETTERS.chars().forEach(letter -> vocabulary.put(Character.toString(letter), vocabulary.size()));
        List<Map<String, Object>> added = new ArrayList<>();
        special.forEach(token -> added.add(Map.of(
                "id", vocabulary.get(token),
                "content", token,
                "single_word", false,
                "lstrip", false,
                "rstrip", false,
                "normalized", false,
                "special", true)));
        Map<String, Object> space =
                Map.of("type", "Metaspace", "replacement", "\u2581", "prepend_scheme", "never", "split", false);
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("version", "1.0");
        file.put("truncation", null);
        file.put("padding", null);
        file.put("added_tokens", added);
        file.put("normalizer", null);
        file.put("pre_tokenizer", space);
        file.put("post_processor", framing(vocabulary, begins));
        file.put("decoder", space);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("unk_token", "<unk>");
        model.put("vocab", vocabulary);
        model.put("merges", List.of());
        file.put("model", model);
        return Wire.mapper().writeValueAsBytes(file);
    }

    private static Map<String, Object> framing(Map<String, Object> vocabulary, boolean begins) {
        List<Object> frame = new ArrayList<>();
        if (begins) {
            frame.add(Map.of("SpecialToken", Map.of("id", "<s>", "type_id", 0)));
        }
        frame.add(Map.of("Sequence", Map.of("id", "A", "type_id", 0)));
        frame.add(Map.of("SpecialToken", Map.of("id", "</s>", "type_id", 0)));
        Map<String, Object> framing = new LinkedHashMap<>();
        for (String token : begins ? List.of("<s>", "</s>") : List.of("</s>")) {
            framing.put(token, Map.of("id", token, "ids", List.of(vocabulary.get(token)), "tokens", List.of(token)));
        }
        return Map.of("type", "TemplateProcessing", "single", frame, "pair", frame, "special_tokens", framing);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = TinyWriters.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("there is no " + name + " on the class path");
            }
            return in.readAllBytes();
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        models.close();
        engine.close();
    }
}
