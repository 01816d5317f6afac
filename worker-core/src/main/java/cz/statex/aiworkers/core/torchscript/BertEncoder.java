package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.torchscript.archive.ProgramText;
import cz.statex.aiworkers.core.torchscript.archive.ScriptModule;
import cz.statex.aiworkers.core.torchscript.archive.Weight;
import java.util.List;
import java.util.Map;

/**
 * Joins a BERT-family checkpoint with the program {@code bert_encoder}. Tensor names are those of Hugging Face's
 * {@code BertModel}, without a prefix.
 */
final class BertEncoder implements Architecture {

    private final long layers;
    private final long hidden;
    private final long heads;
    private final long intermediate;
    private final long vocabulary;
    private final long positions;
    private final long tokenTypes;
    private final double layerNormEps;

    /** Takes the shape from {@code config}, whose names are those of Hugging Face's {@code config.json}. */
    BertEncoder(ArchitectureConfig config) {
        this.layers = config.size("num_hidden_layers");
        this.hidden = config.size("hidden_size");
        this.heads = config.size("num_attention_heads");
        this.intermediate = config.size("intermediate_size");
        this.vocabulary = config.size("vocab_size");
        this.positions = config.size("max_position_embeddings");
        this.tokenTypes = config.size("type_vocab_size");
        this.layerNormEps = config.number("layer_norm_eps");
        if (hidden % heads != 0) {
            throw new IllegalArgumentException(
                    "hidden_size " + hidden + " is not a multiple of the " + heads + " heads");
        }
    }

    @Override
    public String program() {
        return ProgramText.named("bert_encoder")
                .filled(Map.of(
                        "layers", layers,
                        "hidden", hidden,
                        "heads", heads,
                        "head_size", hidden / heads,
                        "layer_norm_eps", layerNormEps));
    }

    @Override
    public ScriptModule module(Checkpoint checkpoint) throws CheckpointException {
        String embeddings = "embeddings.";
        ScriptModule encoder = new ScriptModule("BertEncoder")
                .weight("word", Weight.of(checkpoint, embeddings + "word_embeddings.weight", vocabulary, hidden))
                .weight("position", Weight.of(checkpoint, embeddings + "position_embeddings.weight", positions, hidden))
                .weight(
                        "token_type",
                        Weight.of(checkpoint, embeddings + "token_type_embeddings.weight", tokenTypes, hidden))
                .weight("norm_weight", Weight.of(checkpoint, embeddings + "LayerNorm.weight", hidden))
                .weight("norm_bias", Weight.of(checkpoint, embeddings + "LayerNorm.bias", hidden));
        for (int i = 0; i < layers; i++) {
            encoder.module("layer" + i, layer(checkpoint, "encoder.layer." + i + "."));
        }
        return encoder;
    }

    private ScriptModule layer(Checkpoint checkpoint, String prefix) throws CheckpointException {
        ScriptModule layer = new ScriptModule("Layer");
        List<String> attention = List.of(
                prefix + "attention.self.query", prefix + "attention.self.key", prefix + "attention.self.value");
        layer.weight("qkv_weight", Weight.stacked(checkpoint, named(attention, ".weight"), hidden, hidden));
        layer.weight("qkv_bias", Weight.stacked(checkpoint, named(attention, ".bias"), hidden));
        linear(layer, "out", checkpoint, prefix + "attention.output.dense", hidden, hidden);
        norm(layer, "norm1", checkpoint, prefix + "attention.output.LayerNorm");
        linear(layer, "up", checkpoint, prefix + "intermediate.dense", intermediate, hidden);
        linear(layer, "down", checkpoint, prefix + "output.dense", hidden, intermediate);
        norm(layer, "norm2", checkpoint, prefix + "output.LayerNorm");
        return layer;
    }

    private static void linear(
            ScriptModule layer, String attribute, Checkpoint checkpoint, String name, long out, long in)
            throws CheckpointException {
        layer.weight(attribute + "_weight", Weight.of(checkpoint, name + ".weight", out, in));
        layer.weight(attribute + "_bias", Weight.of(checkpoint, name + ".bias", out));
    }

    private void norm(ScriptModule layer, String attribute, Checkpoint checkpoint, String name)
            throws CheckpointException {
        layer.weight(attribute + "_weight", Weight.of(checkpoint, name + ".weight", hidden));
        layer.weight(attribute + "_bias", Weight.of(checkpoint, name + ".bias", hidden));
    }

    private static List<String> named(List<String> modules, String suffix) {
        return modules.stream().map(module -> module + suffix).toList();
    }
}
