package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.torchscript.archive.ProgramText;
import cz.statex.aiworkers.core.torchscript.archive.ScriptModule;
import cz.statex.aiworkers.core.torchscript.archive.Weight;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins a T5 checkpoint (T5, T5 1.1, Flan-T5, mT5) with the program {@code t5}. Tensor names are those of Hugging Face's
 * {@code T5ForConditionalGeneration}.
 */
final class T5 implements Architecture {

    /** A power of two, so that no weight loses a digit. */
    private static final double RESIDUAL_SCALE = 1.0 / 64;

    private final long width;
    private final long heads;
    private final long headSize;
    private final long intermediate;
    private final long vocabulary;
    private final long encoderLayers;
    private final long decoderLayers;
    private final long buckets;
    private final long maxDistance;
    private final double layerNormEps;
    private final boolean gated;
    private final boolean tied;

    /** Takes the shape from {@code config}, whose names are those of Hugging Face's {@code config.json}. */
    T5(ArchitectureConfig config) {
        this.width = config.size("d_model");
        this.heads = config.size("num_heads");
        this.headSize = config.size("d_kv");
        this.intermediate = config.size("d_ff");
        this.vocabulary = config.size("vocab_size");
        this.encoderLayers = config.size("num_layers");
        this.decoderLayers = config.size("num_decoder_layers", encoderLayers);
        this.buckets = config.size("relative_attention_num_buckets");
        this.maxDistance = config.size("relative_attention_max_distance", 128);
        this.layerNormEps = config.number("layer_norm_epsilon");
        this.tied = config.flag("tie_word_embeddings", true);
        this.gated = isGated(config.text("feed_forward_proj", "relu"));
        if (buckets % 4 != 0 || maxDistance <= buckets / 2) {
            throw new IllegalArgumentException("relative_attention_num_buckets " + buckets
                    + " must be a multiple of 4, and less than twice relative_attention_max_distance " + maxDistance);
        }
    }

    private static boolean isGated(String feedForward) {
        return switch (feedForward) {
            case "relu" -> false;
            case "gated-gelu" -> true;
            default ->
                throw new IllegalArgumentException(
                        "feed_forward_proj is " + feedForward + ", but must be relu or gated-gelu");
        };
    }

    @Override
    public String program() {
        long encoded = 1 + 2 * decoderLayers;
        Map<String, Object> values = new HashMap<>();
        values.put("model", "T5");
        values.put("width", width);
        values.put("heads", heads);
        values.put("head_size", headSize);
        values.put("inner", heads * headSize);
        values.put("vocabulary", vocabulary);
        values.put("encoder_layers", encoderLayers);
        values.put("decoder_layers", decoderLayers);
        values.put("encoded", encoded);
        values.put("encoded_and_one", encoded + 1);
        values.put("decoder_caches", 2 * decoderLayers);
        values.put("buckets", buckets);
        values.put("half_buckets", buckets / 2);
        values.put("encoder_log_range", Math.log(maxDistance / (buckets / 4.0)));
        values.put("decoder_log_range", Math.log(maxDistance / (buckets / 2.0)));
        values.put("residual_scale", RESIDUAL_SCALE);
        values.put("epsilon", layerNormEps * RESIDUAL_SCALE * RESIDUAL_SCALE);
        values.put("gated", gated ? 1 : 0);
        values.put("tied", tied ? 1 : 0);
        values.put("logit_scale", 1 / Math.sqrt((double) width));
        return ProgramText.named("t5").filled(values);
    }

    @Override
    public ScriptModule module(Checkpoint checkpoint) throws CheckpointException {
        Weight shared = Weight.of(checkpoint, "shared.weight", vocabulary, width);
        ScriptModule model = new ScriptModule("T5")
                .weight("shared", shared)
                .weight("encoder_distance", distance(checkpoint, "encoder"))
                .weight("decoder_distance", distance(checkpoint, "decoder"))
                .weight("encoder_norm", norm(checkpoint, "encoder.final_layer_norm"))
                .weight("decoder_norm", norm(checkpoint, "decoder.final_layer_norm"));
        for (int i = 0; i < encoderLayers; i++) {
            model.module("encoder" + i, encoderLayer(checkpoint, "encoder.block." + i + ".layer."));
        }
        for (int i = 0; i < decoderLayers; i++) {
            model.module("decoder" + i, decoderLayer(checkpoint, "decoder.block." + i + ".layer."));
        }
        return model.module(
                "lm_head",
                ScriptModule.projection(tied ? shared : Weight.of(checkpoint, "lm_head.weight", vocabulary, width)));
    }

    private ScriptModule encoderLayer(Checkpoint checkpoint, String prefix) throws CheckpointException {
        return new ScriptModule("EncoderLayer")
                .weight("norm1", norm(checkpoint, prefix + "0.layer_norm"))
                .weight("norm2", norm(checkpoint, prefix + "1.layer_norm"))
                .module("qkv", attentionInput(checkpoint, prefix + "0.SelfAttention.", List.of("q", "k", "v")))
                .module("out", attentionOutput(checkpoint, prefix + "0.SelfAttention.o"))
                .module("feed_forward", feedForward(checkpoint, prefix + "1.DenseReluDense."));
    }

    private ScriptModule decoderLayer(Checkpoint checkpoint, String prefix) throws CheckpointException {
        return new ScriptModule("DecoderLayer")
                .weight("norm1", norm(checkpoint, prefix + "0.layer_norm"))
                .weight("norm2", norm(checkpoint, prefix + "1.layer_norm"))
                .weight("norm3", norm(checkpoint, prefix + "2.layer_norm"))
                .module("qkv", attentionInput(checkpoint, prefix + "0.SelfAttention.", List.of("q", "k", "v")))
                .module("out", attentionOutput(checkpoint, prefix + "0.SelfAttention.o"))
                .module("cross_query", attentionInput(checkpoint, prefix + "1.EncDecAttention.", List.of("q")))
                .module("cross_key_value", attentionInput(checkpoint, prefix + "1.EncDecAttention.", List.of("k", "v")))
                .module("cross_out", attentionOutput(checkpoint, prefix + "1.EncDecAttention.o"))
                .module("feed_forward", feedForward(checkpoint, prefix + "2.DenseReluDense."));
    }

    private ScriptModule attentionInput(Checkpoint checkpoint, String prefix, List<String> names)
            throws CheckpointException {
        List<String> weights =
                names.stream().map(name -> prefix + name + ".weight").toList();
        return ScriptModule.projection(Weight.stacked(checkpoint, weights, heads * headSize, width));
    }

    private ScriptModule attentionOutput(Checkpoint checkpoint, String name) throws CheckpointException {
        return addition(Weight.of(checkpoint, name + ".weight", width, heads * headSize));
    }

    private ScriptModule feedForward(Checkpoint checkpoint, String prefix) throws CheckpointException {
        List<String> up =
                gated ? List.of(prefix + "wi_0.weight", prefix + "wi_1.weight") : List.of(prefix + "wi.weight");
        return new ScriptModule("FeedForward")
                .module("up", ScriptModule.projection(Weight.stacked(checkpoint, up, intermediate, width)))
                .module("down", addition(Weight.of(checkpoint, prefix + "wo.weight", width, intermediate)));
    }

    /** The projection that a layer ends with: what is added up is kept at a scale. */
    private static ScriptModule addition(Weight weight) {
        return ScriptModule.projection(new Weight(weight.dtype(), weight.shape(), () -> {
            ByteBuffer values = weight.source().read();
            for (int at = values.position(); at < values.limit(); at += Float.BYTES) {
                values.putFloat(at, (float) (values.getFloat(at) * RESIDUAL_SCALE));
            }
            return values;
        }));
    }

    private Weight distance(Checkpoint checkpoint, String stack) throws CheckpointException {
        return Weight.of(
                checkpoint, stack + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight", buckets, heads);
    }

    private Weight norm(Checkpoint checkpoint, String name) throws CheckpointException {
        return Weight.of(checkpoint, name + ".weight", width);
    }
}
