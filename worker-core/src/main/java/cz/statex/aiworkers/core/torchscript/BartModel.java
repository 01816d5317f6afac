package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.DType;
import cz.statex.aiworkers.core.torchscript.archive.ProgramText;
import cz.statex.aiworkers.core.torchscript.archive.ScriptModule;
import cz.statex.aiworkers.core.torchscript.archive.Weight;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins a checkpoint of the BART family with the program {@code bart}: BART, mBART, Marian (opus-mt), M2M100 and NLLB.
 * Tensor names are those of Hugging Face's models for conditional generation. Embeddings may be shared, and be stored
 * under any of the names that share them; tables of sines are computed.
 */
final class BartModel implements Architecture {

    /** What the published architectures differ in. */
    private enum Variant {
        MARIAN("MarianMTModel", false, false, 0),
        BART("BartForConditionalGeneration", false, true, 2),
        MBART("MBartForConditionalGeneration", true, true, 2),
        M2M100("M2M100ForConditionalGeneration", true, false, 2);

        private final String published;
        private final boolean preNorm;
        private final boolean embeddingNorm;
        private final long positionOffset;

        Variant(String published, boolean preNorm, boolean embeddingNorm, long positionOffset) {
            this.published = published;
            this.preNorm = preNorm;
            this.embeddingNorm = embeddingNorm;
            this.positionOffset = positionOffset;
        }
    }

    /** What {@code architectures} says of the models that this program runs. */
    static final List<String> ARCHITECTURES =
            Arrays.stream(Variant.values()).map(variant -> variant.published).toList();

    private static final Map<String, String> ACTIVATIONS =
            Map.of("relu", "relu", "gelu", "gelu", "swish", "silu", "silu", "silu");

    private static final String SHARED = "model.shared.weight";
    private static final String ENCODER_WORDS = "model.encoder.embed_tokens.weight";
    private static final String DECODER_WORDS = "model.decoder.embed_tokens.weight";
    private static final String LM_HEAD = "lm_head.weight";
    private static final String LOGITS_BIAS = "final_logits_bias";

    /** The sizes of a stack of layers. */
    private record Stack(String name, long layers, long heads, long intermediate) {

        private static Stack of(ArchitectureConfig config, String name, long width) {
            Stack stack = new Stack(
                    name,
                    config.size(name + "_layers"),
                    config.size(name + "_attention_heads"),
                    config.size(name + "_ffn_dim"));
            if (width % stack.heads != 0) {
                throw new IllegalArgumentException("d_model " + width + " is not a multiple of the " + stack.heads + " "
                        + name + "_attention_heads");
            }
            return stack;
        }
    }

    private final Variant variant;
    private final long width;
    private final long positions;
    private final long encoderVocabulary;
    private final long decoderVocabulary;
    private final Stack encoder;
    private final Stack decoder;
    private final String activation;
    private final boolean isScaled;
    private final boolean isOneVocabulary;
    private final boolean isTied;

    /** Takes the shape from {@code config}, whose names are those of Hugging Face's {@code config.json}. */
    BartModel(ArchitectureConfig config) {
        this.variant = variant(config.values().get("architectures"));
        this.width = config.size("d_model");
        this.positions = config.size("max_position_embeddings");
        this.encoderVocabulary = config.size("vocab_size");
        this.decoderVocabulary = config.size("decoder_vocab_size", encoderVocabulary);
        this.encoder = Stack.of(config, "encoder", width);
        this.decoder = Stack.of(config, "decoder", width);
        this.activation = activation(config.text("activation_function", "gelu"));
        this.isScaled = config.flag("scale_embedding", false);
        this.isOneVocabulary = config.flag("share_encoder_decoder_embeddings", true);
        this.isTied = config.flag("tie_word_embeddings", true);
    }

    @Override
    public String program() {
        Map<String, Object> values = new HashMap<>();
        values.put("model", "Bart");
        values.put("width", width);
        values.put("vocabulary", decoderVocabulary);
        values.put("encoder_layers", encoder.layers);
        values.put("encoder_heads", encoder.heads);
        values.put("encoder_head_size", width / encoder.heads);
        values.put("decoder_layers", decoder.layers);
        values.put("decoder_heads", decoder.heads);
        values.put("decoder_head_size", width / decoder.heads);
        values.put("encoded", 1 + 2 * decoder.layers);
        values.put("activation", activation);
        values.put("pre_norm", variant.preNorm ? 1 : 0);
        values.put("embedding_norm", variant.embeddingNorm ? 1 : 0);
        values.put("position_offset", variant.positionOffset);
        values.put("scaled", isScaled ? 1 : 0);
        values.put("scale", Math.sqrt((double) width));
        return ProgramText.named("bart").filled(values);
    }

    @Override
    public ScriptModule module(Checkpoint checkpoint) throws CheckpointException {
        Weight encoderWords = encoderWords(checkpoint);
        Weight decoderWords = isOneVocabulary ? encoderWords : decoderWords(checkpoint);
        ScriptModule model = new ScriptModule("Bart")
                .weight("encoder_word", encoderWords)
                .weight("encoder_position", positions(checkpoint, encoder))
                .weight("decoder_word", decoderWords)
                .weight("decoder_position", positions(checkpoint, decoder));
        for (Stack stack : List.of(encoder, decoder)) {
            if (variant.embeddingNorm) {
                model.module(
                        stack.name + "_embedding_norm",
                        norm(checkpoint, "model." + stack.name + ".layernorm_embedding"));
            }
        }
        for (int i = 0; i < encoder.layers; i++) {
            model.module("encoder" + i, encoderLayer(checkpoint, "model.encoder.layers." + i + "."));
        }
        for (int i = 0; i < decoder.layers; i++) {
            model.module("decoder" + i, decoderLayer(checkpoint, "model.decoder.layers." + i + "."));
        }
        for (Stack stack : List.of(encoder, decoder)) {
            if (variant.preNorm) {
                model.module(stack.name + "_norm", norm(checkpoint, "model." + stack.name + ".layer_norm"));
            }
        }
        return model.module("lm_head", lmHead(checkpoint, decoderWords));
    }

    private static Variant variant(@Nullable Object architectures) {
        List<?> published = architectures instanceof List<?> names ? names : List.of();
        return Arrays.stream(Variant.values())
                .filter(variant -> published.contains(variant.published))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "architectures is " + published + ", but must hold one of " + ARCHITECTURES));
    }

    private static String activation(String published) {
        String function = ACTIVATIONS.get(published);
        if (function == null) {
            throw new IllegalArgumentException("activation_function is " + published + ", but must be one of "
                    + ACTIVATIONS.keySet().stream().sorted().toList());
        }
        return function;
    }

    private Weight encoderWords(Checkpoint checkpoint) throws CheckpointException {
        List<String> names = isOneVocabulary
                ? List.of(SHARED, ENCODER_WORDS, DECODER_WORDS, LM_HEAD)
                : List.of(ENCODER_WORDS, SHARED);
        return Weight.of(checkpoint, firstOf(checkpoint, names), encoderVocabulary, width);
    }

    private Weight decoderWords(Checkpoint checkpoint) throws CheckpointException {
        List<String> names = isTied ? List.of(DECODER_WORDS, LM_HEAD) : List.of(DECODER_WORDS);
        return Weight.of(checkpoint, firstOf(checkpoint, names), decoderVocabulary, width);
    }

    /** The first of the names that is there; the first of all, which will then be missed, if none is. */
    private static String firstOf(Checkpoint checkpoint, List<String> names) {
        return names.stream()
                .filter(name -> checkpoint.find(name).isPresent())
                .findFirst()
                .orElse(names.get(0));
    }

    /** A learned table must be there; one of sines is used as it was published, or else computed. */
    private Weight positions(Checkpoint checkpoint, Stack stack) throws CheckpointException {
        String name = "model." + stack.name + ".embed_positions.weight";
        long rows = positions + variant.positionOffset;
        if (variant == Variant.M2M100) {
            return Positions.fairseq(rows, width);
        }
        if (variant == Variant.MARIAN && checkpoint.find(name).isEmpty()) {
            return Positions.marian(rows, width);
        }
        return Weight.of(checkpoint, name, rows, width);
    }

    private ScriptModule encoderLayer(Checkpoint checkpoint, String prefix) throws CheckpointException {
        return new ScriptModule("EncoderLayer")
                .module("norm", norm(checkpoint, prefix + "self_attn_layer_norm"))
                .module("qkv", attention(checkpoint, prefix + "self_attn.", "q_proj", "k_proj", "v_proj"))
                .module("out", attention(checkpoint, prefix + "self_attn.", "out_proj"))
                .module("feed_forward", feedForward(checkpoint, prefix, encoder));
    }

    private ScriptModule decoderLayer(Checkpoint checkpoint, String prefix) throws CheckpointException {
        return new ScriptModule("DecoderLayer")
                .module("norm", norm(checkpoint, prefix + "self_attn_layer_norm"))
                .module("qkv", attention(checkpoint, prefix + "self_attn.", "q_proj", "k_proj", "v_proj"))
                .module("out", attention(checkpoint, prefix + "self_attn.", "out_proj"))
                .module("cross_norm", norm(checkpoint, prefix + "encoder_attn_layer_norm"))
                .module("cross_query", attention(checkpoint, prefix + "encoder_attn.", "q_proj"))
                .module("cross_key_value", attention(checkpoint, prefix + "encoder_attn.", "k_proj", "v_proj"))
                .module("cross_out", attention(checkpoint, prefix + "encoder_attn.", "out_proj"))
                .module("feed_forward", feedForward(checkpoint, prefix, decoder));
    }

    private ScriptModule attention(Checkpoint checkpoint, String prefix, String... names) throws CheckpointException {
        List<String> layers = Arrays.stream(names).map(name -> prefix + name).toList();
        return ScriptModule.linear(checkpoint, layers, width, width);
    }

    private ScriptModule feedForward(Checkpoint checkpoint, String prefix, Stack stack) throws CheckpointException {
        return new ScriptModule("FeedForward")
                .module("norm", norm(checkpoint, prefix + "final_layer_norm"))
                .module("up", ScriptModule.linear(checkpoint, prefix + "fc1", stack.intermediate, width))
                .module("down", ScriptModule.linear(checkpoint, prefix + "fc2", width, stack.intermediate));
    }

    private ScriptModule norm(Checkpoint checkpoint, String name) throws CheckpointException {
        return new ScriptModule("Norm")
                .weight("weight", Weight.of(checkpoint, name + ".weight", width))
                .weight("bias", Weight.of(checkpoint, name + ".bias", width));
    }

    private ScriptModule lmHead(Checkpoint checkpoint, Weight decoderWords) throws CheckpointException {
        return new ScriptModule("Linear")
                .weight("weight", isTied ? decoderWords : Weight.of(checkpoint, LM_HEAD, decoderVocabulary, width))
                .weight("bias", logitsBias(checkpoint));
    }

    /** Published as one row; nothing where there is none, as in M2M100. */
    private Weight logitsBias(Checkpoint checkpoint) throws CheckpointException {
        List<Long> shape = List.of(decoderVocabulary);
        if (checkpoint.find(LOGITS_BIAS).isEmpty()) {
            int bytes = Math.toIntExact(decoderVocabulary * DType.FLOAT32.bytes());
            return new Weight(DType.FLOAT32, shape, () -> ByteBuffer.allocate(bytes));
        }
        Weight row = Weight.of(checkpoint, LOGITS_BIAS, 1L, decoderVocabulary);
        return new Weight(row.dtype(), shape, row.source());
    }
}
