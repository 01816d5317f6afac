package cz.statex.aiworkers.core.torchscript;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** How the members of the BERT family name their tensors and their numbers. */
@SuppressWarnings("ImmutableEnumChecker") // Its lists and records never change.
enum BertFamily {
    /** BERT, and all that are trained with its code: MiniLM, BGE, E5. */
    BERT(List.of("bert"), List.of("Bert"), Names.PUBLISHED_BERT, Classifier.BERT, Config.BERT),
    /** RoBERTa: positions count from the padding token on, and there is one type of token. */
    ROBERTA(
            List.of("roberta", "xlm-roberta", "camembert"),
            List.of("Roberta", "XLMRoberta", "Camembert"),
            Names.PUBLISHED_BERT,
            Classifier.ROBERTA,
            Config.BERT),
    /** DistilBERT: no types of tokens. */
    DISTILBERT(
            List.of("distilbert"),
            List.of("DistilBert"),
            Names.PUBLISHED_DISTILBERT,
            Classifier.DISTILBERT,
            Config.DISTILBERT);

    /** What comes out of a model besides hidden states and vectors. */
    @SuppressWarnings("ImmutableEnumChecker") // Its list never changes.
    enum Head {
        NONE(List.of("Model", "ForMaskedLM")),
        CLASSIFY(List.of("ForSequenceClassification")),
        TAG(List.of("ForTokenClassification"));

        private final List<String> suffixes;

        Head(List<String> suffixes) {
            this.suffixes = suffixes;
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
            String outputNorm) {

        private static final Names PUBLISHED_BERT = new Names(
                "encoder.layer.",
                List.of("attention.self.query", "attention.self.key", "attention.self.value"),
                "attention.output.dense",
                "attention.output.LayerNorm",
                "intermediate.dense",
                "output.dense",
                "output.LayerNorm");
        private static final Names PUBLISHED_DISTILBERT = new Names(
                "transformer.layer.",
                List.of("attention.q_lin", "attention.k_lin", "attention.v_lin"),
                "attention.out_lin",
                "sa_layer_norm",
                "ffn.lin1",
                "ffn.lin2",
                "output_layer_norm");
    }

    /**
     * The head for sequences.
     *
     * @param dense name of its inner layer, with all that stands before it
     * @param labels name of its outer layer
     * @param activation what is between them
     */
    record Classifier(String dense, String labels, String activation) {

        private static final Classifier BERT = new Classifier("bert.pooler.dense", "classifier", "tanh");
        private static final Classifier ROBERTA = new Classifier("classifier.dense", "classifier.out_proj", "tanh");
        private static final Classifier DISTILBERT = new Classifier("pre_classifier", "classifier", "relu");
    }

    /** Names of the numbers in {@code config.json}. */
    record Config(String layers, String hidden, String heads, String intermediate, String activation) {

        private static final Config BERT = new Config(
                "num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size", "hidden_act");
        private static final Config DISTILBERT = new Config("n_layers", "dim", "n_heads", "hidden_dim", "activation");
    }

    private final List<String> types;
    private final List<String> published;
    private final Names names;
    private final Classifier classifier;
    private final Config config;

    BertFamily(List<String> types, List<String> published, Names names, Classifier classifier, Config config) {
        this.types = types;
        this.published = published;
        this.names = names;
        this.classifier = classifier;
        this.config = config;
    }

    /** What {@code architectures} says of the models of the whole family. */
    static List<String> architectures() {
        return Arrays.stream(values())
                .flatMap(family -> Arrays.stream(Head.values()).flatMap(family::architectures))
                .toList();
    }

    private Stream<String> architectures(Head head) {
        return published.stream().flatMap(name -> head.suffixes.stream().map(suffix -> name + suffix));
    }

    /** The member of the family; BERT itself if {@code config} tells neither architecture nor type. */
    static BertFamily of(ArchitectureConfig config) {
        String type = config.text("model_type", "bert");
        return Arrays.stream(values())
                .filter(family -> config.architectures().isEmpty()
                        ? family.types.contains(type)
                        : Arrays.stream(Head.values()).anyMatch(head -> family.isPublished(head, config)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("architectures is " + config.architectures()
                        + " and model_type " + type + ", but the program needs one of " + architectures()));
    }

    /** The head of this member. */
    Head head(ArchitectureConfig config) {
        return Arrays.stream(Head.values())
                .filter(head -> isPublished(head, config))
                .findFirst()
                .orElse(Head.NONE);
    }

    private boolean isPublished(Head head, ArchitectureConfig config) {
        return architectures(head).anyMatch(config.architectures()::contains);
    }

    /** What stands before the names of a model that has a head. */
    String prefix() {
        return types.get(0) + ".";
    }

    Names names() {
        return names;
    }

    Classifier classifier() {
        return classifier;
    }

    Config config() {
        return config;
    }
}
