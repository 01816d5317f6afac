package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.torchscript.BertFamily.Head;
import cz.statex.aiworkers.core.torchscript.archive.ProgramText;
import cz.statex.aiworkers.core.torchscript.archive.ScriptModule;
import cz.statex.aiworkers.core.torchscript.archive.Weight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins a BERT-family checkpoint with the program {@code bert_encoder}. Tensor names are those of Hugging Face's models,
 * with the prefix that they have in models with a head, or without. Which member of the family it is and which head it has
 * is told by {@code architectures} or {@code model_type}; without either it is a {@code BertModel}.
 *
 * <p>Pooling is the {@code mean} unless {@code pooling} is {@code cls}, or {@code pooling_mode_cls_token} is true as in
 * the configuration of Sentence Transformers.
 */
final class BertEncoder implements Architecture {

    private static final Map<String, String> ACTIVATIONS = Map.of(
            "gelu", "torch.gelu(up)",
            "gelu_new", "torch.gelu(up, approximate=\"tanh\")",
            "gelu_pytorch_tanh", "torch.gelu(up, approximate=\"tanh\")",
            "relu", "torch.relu(up)");

    private final BertFamily family;
    private final Head head;
    private final long layers;
    private final long hidden;
    private final long heads;
    private final long intermediate;
    private final long vocabulary;
    private final long positions;
    private final long tokenTypes;
    private final long labels;
    private final long padding;
    private final double layerNormEps;
    private final double dropout;
    private final String activation;
    private final boolean isMean;

    /** Takes the shape from {@code config}, whose names are those of Hugging Face's {@code config.json}. */
    BertEncoder(ArchitectureConfig config) {
        this.family = BertFamily.of(config);
        this.head = family.head(config);
        this.layers = config.size(family.config().layers());
        this.hidden = config.size(family.config().hidden());
        this.heads = config.size(family.config().heads());
        this.intermediate = config.size(family.config().intermediate());
        this.vocabulary = config.size("vocab_size");
        this.positions = config.size("max_position_embeddings");
        this.tokenTypes = family.hasTokenTypes() ? config.size("type_vocab_size") : 0;
        this.labels = config.values().get("id2label") instanceof Map<?, ?> names
                ? names.size()
                : config.size("num_labels", 2);
        this.padding = (long) config.number("pad_token_id", 1);
        this.layerNormEps = config.number("layer_norm_eps", 1e-12);
        this.dropout = config.number("dropout", 0);
        this.activation = activation(config);
        this.isMean = isMean(config);
        if (hidden % heads != 0) {
            throw new IllegalArgumentException(
                    "hidden_size " + hidden + " is not a multiple of the " + heads + " heads");
        }
    }

    private String activation(ArchitectureConfig config) {
        String name = family.config().activation();
        String published = config.text(name, "gelu");
        String function = ACTIVATIONS.get(published);
        if (function == null) {
            throw new IllegalArgumentException(name + " is " + published + ", but must be one of "
                    + ACTIVATIONS.keySet().stream().sorted().toList());
        }
        return function;
    }

    private static boolean isMean(ArchitectureConfig config) {
        String pooling = config.text("pooling", config.flag("pooling_mode_cls_token", false) ? "cls" : "mean");
        return switch (pooling) {
            case "mean" -> true;
            case "cls" -> false;
            default -> throw new IllegalArgumentException("pooling is " + pooling + ", but must be mean or cls");
        };
    }

    @Override
    public String program() {
        Map<String, Object> values = new HashMap<>();
        values.put("layers", layers);
        values.put("hidden", hidden);
        values.put("heads", heads);
        values.put("head_size", hidden / heads);
        values.put("layer_norm_eps", layerNormEps);
        values.put("activated_up", activation);
        values.put("token_types", tokenTypes);
        values.put("padded_positions", number(family.countsFromPadding()));
        values.put("padding", padding);
        values.put("mean", number(isMean));
        values.put("head", number(head.isComputed()));
        values.put("classify", number(head == Head.CLASSIFY));
        values.put("pooled", number(head == Head.POOLED));
        values.put("tag", number(head == Head.TAG));
        values.put("dropping", number(dropout > 0));
        values.put("dropout", dropout);
        values.put("head_activation", family.classifier().activation());
        return ProgramText.named(Programs.BERT).filled(values);
    }

    private static int number(boolean condition) {
        return condition ? 1 : 0;
    }

    @Override
    public ScriptModule module(Checkpoint checkpoint) throws CheckpointException {
        String embeddings = prefix(checkpoint) + "embeddings.";
        ScriptModule encoder = new ScriptModule("BertEncoder")
                .weight("word", Weight.of(checkpoint, embeddings + "word_embeddings.weight", vocabulary, hidden))
                .weight(
                        "position",
                        Weight.of(checkpoint, embeddings + "position_embeddings.weight", positions, hidden));
        if (tokenTypes > 0) {
            encoder.weight(
                    "token_type",
                    Weight.of(checkpoint, embeddings + "token_type_embeddings.weight", tokenTypes, hidden));
        }
        norm(encoder, "norm", checkpoint, embeddings + "LayerNorm");
        for (int i = 0; i < layers; i++) {
            encoder.module(
                    "layer" + i,
                    layer(checkpoint, prefix(checkpoint) + family.names().layer() + i + "."));
        }
        if (head.isComputed()) {
            encoder.module("head", head(checkpoint));
        }
        return encoder;
    }

    /** In models with a head the encoder's tensors have a prefix; in encoders that are published alone mostly not. */
    private String prefix(Checkpoint checkpoint) {
        return checkpoint
                        .find(family.prefix() + "embeddings.word_embeddings.weight")
                        .isPresent()
                ? family.prefix()
                : "";
    }

    private ScriptModule layer(Checkpoint checkpoint, String prefix) throws CheckpointException {
        BertFamily.Names names = family.names();
        List<String> queryKeyValue =
                names.queryKeyValue().stream().map(name -> prefix + name).toList();
        ScriptModule layer = new ScriptModule("Layer");
        norm(layer, "norm1", checkpoint, prefix + names.attentionNorm());
        norm(layer, "norm2", checkpoint, prefix + names.outputNorm());
        return layer.module("qkv", ScriptModule.linear(checkpoint, queryKeyValue, hidden, hidden))
                .module("out", ScriptModule.linear(checkpoint, prefix + names.out(), hidden, hidden))
                .module("up", ScriptModule.linear(checkpoint, prefix + names.up(), intermediate, hidden))
                .module("down", ScriptModule.linear(checkpoint, prefix + names.down(), hidden, intermediate));
    }

    private ScriptModule head(Checkpoint checkpoint) throws CheckpointException {
        ScriptModule module = new ScriptModule("Head");
        if (head != Head.CLASSIFY) {
            return linear(module, "labels", checkpoint, "classifier", labels);
        }
        linear(module, "dense", checkpoint, family.classifier().dense(), hidden);
        return linear(module, "labels", checkpoint, family.classifier().labels(), labels);
    }

    private ScriptModule linear(ScriptModule module, String attribute, Checkpoint checkpoint, String name, long out)
            throws CheckpointException {
        return module.weight(attribute + "_weight", Weight.of(checkpoint, name + ".weight", out, hidden))
                .weight(attribute + "_bias", Weight.of(checkpoint, name + ".bias", out));
    }

    /** Checkpoints that were converted from TensorFlow call the weight gamma and the bias beta. */
    private void norm(ScriptModule module, String attribute, Checkpoint checkpoint, String name)
            throws CheckpointException {
        boolean isOld = checkpoint.find(name + ".gamma").isPresent();
        module.weight(attribute + "_weight", Weight.of(checkpoint, name + (isOld ? ".gamma" : ".weight"), hidden))
                .weight(attribute + "_bias", Weight.of(checkpoint, name + (isOld ? ".beta" : ".bias"), hidden));
    }
}
