package cz.statex.aiworkers.core.torchscript;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/** The programs that there are, and the published architectures that each of them runs. */
public final class Programs {

    /** The encoders of the BERT family. */
    public static final String BERT = "bert_encoder";

    private static final List<Program> PROGRAMS = List.of(
            new Program(BERT, BertFamily.architectures(), BertEncoder::new),
            new Program("bart", BartModel.ARCHITECTURES, BartModel::new),
            new Program("t5", List.of("T5ForConditionalGeneration", "MT5ForConditionalGeneration"), T5::new),
            new Program("whisper", List.of("WhisperForConditionalGeneration"), Whisper::new),
            new Program("silero_vad", List.of(), config -> new SileroVad()));

    /**
     * A program.
     *
     * @param name its name in catalogs
     * @param architectures what {@code architectures} of Hugging Face's {@code config.json} says of the models it runs
     * @param configured makes it for a model's numbers; throws {@link IllegalArgumentException} if they do not fit
     */
    record Program(String name, List<String> architectures, Function<ArchitectureConfig, Architecture> configured) {}

    private Programs() {}

    /**
     * The name of the program that runs the model with this {@code config.json}.
     *
     * @throws IllegalArgumentException if there is none; the message lists the architectures that can be run
     */
    public static String detect(Map<String, Object> config) {
        List<?> published = config.get("architectures") instanceof List<?> names ? names : List.of();
        return PROGRAMS.stream()
                .filter(program -> program.architectures().stream().anyMatch(published::contains))
                .map(Program::name)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no program runs the architecture " + published + "; supported are " + supported()));
    }

    /**
     * The most tokens that an encoder of the BERT family with this {@code config.json} reads; empty for other families.
     *
     * @throws IllegalArgumentException if no program runs it, or its number of positions is missing or impossible
     */
    public static OptionalInt longestInput(Map<String, Object> config) {
        ArchitectureConfig numbers = new ArchitectureConfig(config);
        return detect(config).equals(BERT)
                ? OptionalInt.of(BertFamily.of(numbers).longestInput(numbers))
                : OptionalInt.empty();
    }

    private static List<String> supported() {
        return PROGRAMS.stream()
                .flatMap(program -> program.architectures().stream())
                .sorted()
                .toList();
    }

    static Architecture configured(String name, Map<String, Object> config) {
        return PROGRAMS.stream()
                .filter(program -> program.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no program " + name))
                .configured()
                .apply(new ArchitectureConfig(config));
    }
}
