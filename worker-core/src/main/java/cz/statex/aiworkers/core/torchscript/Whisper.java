package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.torchscript.archive.ProgramText;
import cz.statex.aiworkers.core.torchscript.archive.ScriptModule;
import cz.statex.aiworkers.core.torchscript.archive.Weight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Joins a Whisper checkpoint, tiny to large-v3-turbo, with the program {@code whisper}. Tensor names are those of Hugging
 * Face's {@code WhisperForConditionalGeneration}. The filters of the front end are computed.
 */
final class Whisper implements Architecture {

    private static final int RATE = 16_000;
    private static final int WINDOW = 400;
    private static final int HOP = 160;
    /** The second convolution makes one position of two frames. */
    private static final int FRAMES_PER_POSITION = 2;

    private static final long KERNEL = 3;

    private final long mels;
    private final long width;
    private final long vocabulary;
    private final long encoderLayers;
    private final long encoderHeads;
    private final long encoderIntermediate;
    private final long decoderLayers;
    private final long decoderHeads;
    private final long decoderIntermediate;
    private final long encoderPositions;
    private final long decoderPositions;
    private final List<Head> alignment;

    /** Takes the shape from {@code config}, whose names are those of Hugging Face's {@code config.json}. */
    Whisper(ArchitectureConfig config) {
        this.mels = config.size("num_mel_bins");
        this.width = config.size("d_model");
        this.vocabulary = config.size("vocab_size");
        this.encoderLayers = config.size("encoder_layers");
        this.encoderHeads = heads(config, "encoder_attention_heads");
        this.encoderIntermediate = config.size("encoder_ffn_dim");
        this.decoderLayers = config.size("decoder_layers");
        this.decoderHeads = heads(config, "decoder_attention_heads");
        this.decoderIntermediate = config.size("decoder_ffn_dim");
        this.encoderPositions = config.size("max_source_positions");
        this.decoderPositions = config.size("max_target_positions");
        this.alignment = alignment(config.values().get("alignment_heads"));
    }

    /** A head of the decoder's attention to the signal. */
    private record Head(long layer, long number) {}

    /** Pairs of layer and head, as in {@code generation_config.json}; else all heads of the later half of the layers. */
    private List<Head> alignment(@Nullable Object published) {
        if (published == null) {
            return LongStream.range(decoderLayers / 2, decoderLayers)
                    .boxed()
                    .flatMap(layer -> LongStream.range(0, decoderHeads).mapToObj(head -> new Head(layer, head)))
                    .toList();
        }
        if (published instanceof List<?> pairs && !pairs.isEmpty()) {
            return pairs.stream().map(this::head).toList();
        }
        throw new IllegalArgumentException("alignment_heads must be a list of pairs of layer and head");
    }

    private Head head(Object pair) {
        if (pair instanceof List<?> numbers
                && numbers.size() == 2
                && numbers.get(0) instanceof Integer layer
                && numbers.get(1) instanceof Integer head
                && layer >= 0
                && layer < decoderLayers
                && head >= 0
                && head < decoderHeads) {
            return new Head(layer, head);
        }
        throw new IllegalArgumentException("alignment_heads has " + pair + ", but there are " + decoderLayers
                + " layers of " + decoderHeads + " heads, counted from 0");
    }

    private long heads(ArchitectureConfig config, String name) {
        long heads = config.size(name);
        if (width % heads != 0) {
            throw new IllegalArgumentException("d_model " + width + " is not a multiple of " + name + " " + heads);
        }
        return heads;
    }

    @Override
    public String program() {
        long frames = FRAMES_PER_POSITION * encoderPositions;
        Map<String, Object> values = new HashMap<>();
        values.put("model", "Whisper");
        values.put("mels", mels);
        values.put("window", WINDOW);
        values.put("hop", HOP);
        values.put("frames", frames);
        values.put("samples", frames * HOP);
        values.put("width", width);
        values.put("vocabulary", vocabulary);
        values.put("encoder_positions", encoderPositions);
        values.put("encoder_layers", encoderLayers);
        values.put("encoder_heads", encoderHeads);
        values.put("decoder_layers", decoderLayers);
        values.put("decoder_heads", decoderHeads);
        values.put("decoder_head_size", width / decoderHeads);
        values.put("encoded", 2 * decoderLayers);
        values.put("alignment_layers", alignment.stream().map(Head::layer).toList());
        values.put("alignment_heads", alignment.stream().map(Head::number).toList());
        return ProgramText.named("whisper").filled(values);
    }

    @Override
    public ScriptModule module(Checkpoint checkpoint) throws CheckpointException {
        Weight word = Weight.of(checkpoint, "model.decoder.embed_tokens.weight", vocabulary, width);
        ScriptModule model = new ScriptModule("Whisper")
                .weight("encoder_position", positions(checkpoint, "encoder", encoderPositions))
                .weight("word", word)
                .weight("decoder_position", positions(checkpoint, "decoder", decoderPositions))
                .weight("filters", new MelFilters((int) mels, WINDOW / 2 + 1, RATE).weight())
                .module("convolution1", convolution(checkpoint, "model.encoder.conv1", mels))
                .module("convolution2", convolution(checkpoint, "model.encoder.conv2", width));
        for (int i = 0; i < encoderLayers; i++) {
            model.module("encoder" + i, encoderLayer(checkpoint, "model.encoder.layers." + i + "."));
        }
        model.module("encoder_norm", norm(checkpoint, "model.encoder.layer_norm"));
        for (int i = 0; i < decoderLayers; i++) {
            model.module("decoder" + i, decoderLayer(checkpoint, "model.decoder.layers." + i + "."));
        }
        return model.module("decoder_norm", norm(checkpoint, "model.decoder.layer_norm"))
                .module("lm_head", ScriptModule.projection(word));
    }

    private ScriptModule encoderLayer(Checkpoint checkpoint, String prefix) throws CheckpointException {
        return new ScriptModule("EncoderLayer")
                .module("attention", attention(checkpoint, prefix + "self_attn"))
                .module("feed_forward", feedForward(checkpoint, prefix, encoderIntermediate));
    }

    private ScriptModule decoderLayer(Checkpoint checkpoint, String prefix) throws CheckpointException {
        return new ScriptModule("DecoderLayer")
                .module("attention", attention(checkpoint, prefix + "self_attn"))
                .module("cross_attention", attention(checkpoint, prefix + "encoder_attn"))
                .module("feed_forward", feedForward(checkpoint, prefix, decoderIntermediate));
    }

    private ScriptModule attention(Checkpoint checkpoint, String prefix) throws CheckpointException {
        return new ScriptModule("Attention")
                .module("norm", norm(checkpoint, prefix + "_layer_norm"))
                .module("query", ScriptModule.linear(checkpoint, prefix + ".q_proj", width, width))
                .module("key", ScriptModule.projection(Weight.of(checkpoint, prefix + ".k_proj.weight", width, width)))
                .module("value", ScriptModule.linear(checkpoint, prefix + ".v_proj", width, width))
                .module("out", ScriptModule.linear(checkpoint, prefix + ".out_proj", width, width));
    }

    private ScriptModule feedForward(Checkpoint checkpoint, String prefix, long intermediate)
            throws CheckpointException {
        return new ScriptModule("FeedForward")
                .module("norm", norm(checkpoint, prefix + "final_layer_norm"))
                .module("up", ScriptModule.linear(checkpoint, prefix + "fc1", intermediate, width))
                .module("down", ScriptModule.linear(checkpoint, prefix + "fc2", width, intermediate));
    }

    private ScriptModule norm(Checkpoint checkpoint, String name) throws CheckpointException {
        return biased("Norm", checkpoint, name, width);
    }

    private ScriptModule convolution(Checkpoint checkpoint, String name, long channels) throws CheckpointException {
        return biased("Convolution", checkpoint, name, width, channels, KERNEL);
    }

    private ScriptModule biased(String type, Checkpoint checkpoint, String name, Long... shape)
            throws CheckpointException {
        return new ScriptModule(type)
                .weight("weight", Weight.of(checkpoint, name + ".weight", shape))
                .weight("bias", Weight.of(checkpoint, name + ".bias", width));
    }

    private Weight positions(Checkpoint checkpoint, String part, long positions) throws CheckpointException {
        return Weight.of(checkpoint, "model." + part + ".embed_positions.weight", positions, width);
    }
}
