package cz.statex.aiworkers.core.torchscript;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a member of the BERT family names its tensors and its numbers.
 *
 * @param types what {@code model_type} says of it; the first one is what its tensors' names begin with where it has a head
 * @param published what the names of its architectures begin with
 * @param names of the encoder's tensors
 * @param classifier its head for sequences
 * @param config names of its numbers
 * @param hasTokenTypes whether tokens have types
 * @param countsFromPadding whether positions count from the padding token on
 */
record BertFamily(
        List<String> types,
        List<String> published,
        Names names,
        Classifier classifier,
        Config config,
        boolean hasTokenTypes,
        boolean countsFromPadding) {

    private static final Names BERT_NAMES = new Names(
            "encoder.layer.",
            List.of("attention.self.query", "attention.self.key", "attention.self.value"),
            "attention.output.dense",
            "attention.output.LayerNorm",
            "intermediate.dense",
            "output.dense",
            "output.LayerNorm");
    private static final Config BERT_CONFIG =
            new Config("num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size", "hidden_act");

    /** BERT, and all that have its form: MiniLM, BGE, E5. */
    static final BertFamily BERT = new BertFamily(
            List.of("bert"),
            List.of("Bert"),
            BERT_NAMES,
            new Classifier("bert.pooler.dense", "classifier", "tanh"),
            BERT_CONFIG,
            true,
            false);

    /** RoBERTa, XLM-R, CamemBERT. */
    static final BertFamily ROBERTA = new BertFamily(
            List.of("roberta", "xlm-roberta", "camembert"),
            List.of("Roberta", "XLMRoberta", "Camembert"),
            BERT_NAMES,
            new Classifier("classifier.dense", "classifier.out_proj", "tanh"),
            BERT_CONFIG,
            true,
            true);

    /** DistilBERT. */
    static final BertFamily DISTILBERT = new BertFamily(
            List.of("distilbert"),
            List.of("DistilBert"),
            new Names(
                    "transformer.layer.",
                    List.of("attention.q_lin", "attention.k_lin", "attention.v_lin"),
                    "attention.out_lin",
                    "sa_layer_norm",
                    "ffn.lin1",
                    "ffn.lin2",
                    "output_layer_norm"),
            new Classifier("pre_classifier", "classifier", "relu"),
            new Config("n_layers", "dim", "n_heads", "hidden_dim", "activation"),
            false,
            false);

    private static final List<BertFamily> ALL = List.of(BERT, ROBERTA, DISTILBERT);

    /** What comes out of a model besides hidden states and vectors. */
    enum Head {
        NONE("Model"),
        /** Published to guess words; used for its hidden states. */
        WORDS("ForMaskedLM"),
        CLASSIFY("ForSequenceClassification"),
        /** This project's own: labels right from what {@code pooling} makes of the hidden states. */
        POOLED("ForPooledClassification"),
        TAG("ForTokenClassification");

        private final String suffix;

        Head(String suffix) {
            this.suffix = suffix;
        }

        /** Whether the program computes it. */
        boolean isComputed() {
            return this != NONE && this != WORDS;
        }
    }

    /**
     * Names of tensors, without {@code .weight} and {@code .bias}.
     *
     * @param layer before the number of a layer
     * @param queryKeyValue in a layer, as all that follow
     */
    record Names(
            String layer,
            List<String> queryKeyValue,
            String out,
            String attentionNorm,
            String up,
            String down,
            String outputNorm) {}

    /**
     * The head for sequences.
     *
     * @param dense name of its inner layer, with all that stands before it
     * @param labels name of its outer layer
     * @param activation what is between them
     */
    record Classifier(String dense, String labels, String activation) {}

    /** Names of the numbers in {@code config.json}. */
    record Config(String layers, String hidden, String heads, String intermediate, String activation) {}

    /** What {@code architectures} says of the models of the whole family. */
    static List<String> architectures() {
        return ALL.stream()
                .flatMap(family -> Stream.of(Head.values()).flatMap(family::architectures))
                .toList();
    }

    private Stream<String> architectures(Head head) {
        return published.stream().map(name -> name + head.suffix);
    }

    /** The member of the family; BERT itself if {@code config} tells neither architecture nor type. */
    static BertFamily of(ArchitectureConfig config) {
        String type = config.text("model_type", "bert");
        return ALL.stream()
                .filter(family -> config.architectures().isEmpty()
                        ? family.types.contains(type)
                        : Stream.of(Head.values()).anyMatch(head -> family.isPublished(head, config)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("architectures is " + config.architectures()
                        + " and model_type " + type + ", but the program needs one of " + architectures()));
    }

    /** The head of this member. */
    Head head(ArchitectureConfig config) {
        return Stream.of(Head.values())
                .filter(head -> isPublished(head, config))
                .findFirst()
                .orElse(Head.NONE);
    }

    private boolean isPublished(Head head, ArchitectureConfig config) {
        return architectures(head).anyMatch(config.architectures()::contains);
    }

    /** The most tokens that a model reads: not all positions are for tokens where they count from the padding on. */
    int longestInput(ArchitectureConfig config) {
        long positions = config.size("max_position_embeddings");
        long unused = countsFromPadding ? (long) config.number("pad_token_id", 1) + 1 : 0;
        if (positions <= unused) {
            throw new IllegalArgumentException(
                    "max_position_embeddings is " + positions + ", but the padding takes " + unused + " of them");
        }
        return Math.toIntExact(positions - unused);
    }

    /** What the names of the encoder's tensors begin with in models that have a head. */
    String prefix() {
        return types.get(0) + ".";
    }
}
