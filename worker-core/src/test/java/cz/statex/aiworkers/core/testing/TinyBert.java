package cz.statex.aiworkers.core.testing;

import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelCard;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A BERT encoder of two layers with random weights, 30 KB in all: real in everything but its knowledge. */
public final class TinyBert {

    /** Width of its vectors. */
    public static final int HIDDEN = 16;

    private static final int INTERMEDIATE = 32;
    private static final int LAYERS = 2;
    private static final int VOCABULARY = 50;
    private static final int POSITIONS = 24;

    /** Its configuration, as a catalog has it. */
    public static final Map<String, Object> CONFIG = Map.of(
            "num_hidden_layers", LAYERS,
            "hidden_size", HIDDEN,
            "num_attention_heads", 4,
            "intermediate_size", INTERMEDIATE,
            "vocab_size", VOCABULARY,
            "max_position_embeddings", POSITIONS,
            "type_vocab_size", 2,
            "layer_norm_eps", 1e-12);

    private TinyBert() {}

    /** Its weights as an ONNX file. */
    public static byte[] onnx() {
        OnnxFile file = new OnnxFile()
                .random("embeddings.word_embeddings.weight", VOCABULARY, HIDDEN)
                .random("embeddings.position_embeddings.weight", POSITIONS, HIDDEN)
                .random("embeddings.token_type_embeddings.weight", 2, HIDDEN)
                .random("embeddings.LayerNorm.weight", HIDDEN)
                .random("embeddings.LayerNorm.bias", HIDDEN);
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "encoder.layer." + layer + ".";
            int number = 100 * (layer + 1);
            file.linear(prefix + "attention.self.query", number, HIDDEN, HIDDEN)
                    .linear(prefix + "attention.self.key", number + 1, HIDDEN, HIDDEN)
                    .linear(prefix + "attention.self.value", number + 2, HIDDEN, HIDDEN)
                    .linear(prefix + "attention.output.dense", number + 3, HIDDEN, HIDDEN)
                    .random(prefix + "attention.output.LayerNorm.weight", HIDDEN)
                    .random(prefix + "attention.output.LayerNorm.bias", HIDDEN)
                    .linear(prefix + "intermediate.dense", number + 4, INTERMEDIATE, HIDDEN)
                    .linear(prefix + "output.dense", number + 5, HIDDEN, INTERMEDIATE)
                    .random(prefix + "output.LayerNorm.weight", HIDDEN)
                    .random(prefix + "output.LayerNorm.bias", HIDDEN);
        }
        return file.build();
    }

    /** A catalog entry whose only source is a file in {@code folder}, which is written. */
    public static ModelEntry entry(Path folder) throws IOException {
        byte[] onnx = onnx();
        Path source = folder.resolve("tiny.onnx");
        // Not again: a model may be copying it right now.
        if (!Files.exists(source)) {
            Files.write(source, onnx);
        }
        return entry("tiny-bert", List.of(artifact("model.onnx", onnx, source)));
    }

    /** The same catalog entry under another name and version. */
    public static ModelEntry entry(Path folder, String name, String version) throws IOException {
        ModelEntry tiny = entry(folder);
        return new ModelEntry(
                name,
                version,
                tiny.card(),
                tiny.program(),
                tiny.config(),
                tiny.maxTokens(),
                tiny.precisions(),
                tiny.pruned(),
                tiny.artifacts());
    }

    /** A catalog entry of this configuration with other files: the first is the checkpoint. */
    public static ModelEntry entry(String name, List<ModelArtifact> artifacts) {
        Map<String, ModelArtifact> roles = artifacts.size() == 1
                ? Map.of(ModelEntry.CHECKPOINT, artifacts.get(0))
                : Map.of(ModelEntry.CHECKPOINT, artifacts.get(0), "tokenizer", artifacts.get(1));
        return new ModelEntry(
                name, "1", ModelCard.licensed("Apache-2.0"), "bert_encoder", CONFIG, POSITIONS, List.of(), 0, roles);
    }

    /** The artifact {@code content}, to be had at {@code source}. */
    public static ModelArtifact artifact(String file, byte[] content, Path source) {
        return new ModelArtifact(file, sha256(content), content.length, List.of("file:" + source));
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
