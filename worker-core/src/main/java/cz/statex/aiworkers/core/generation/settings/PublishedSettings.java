package cz.statex.aiworkers.core.generation.settings;

import cz.statex.aiworkers.core.generation.settings.Search.EarlyStopping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads the settings that a model is published with: Hugging Face's {@code generation_config.json}, or the same names in
 * an older model's {@code config.json}. What is absent has the value that transformers gives it.
 */
public final class PublishedSettings {

    private static final String START = "decoder_start_token_id";
    private static final int USUAL_MAX_LENGTH = 20;
    private static final int USUAL_TOP_K = 50;

    private final Map<String, Object> values;

    private PublishedSettings(Map<String, Object> values) {
        this.values = values;
    }

    /**
     * The settings of these names and values; other names are ignored.
     *
     * @param published as JSON has them: numbers, truth values, words and lists; {@code null} counts as absent
     * @return with seed 0 if tokens are sampled
     * @throws InvalidSettingException if a value is impossible, of another type, or asks for a search that is not there
     */
    public static GenerationSettings of(Map<String, Object> published) {
        Map<String, Object> present = new HashMap<>(published);
        present.values().removeIf(value -> value == null);
        PublishedSettings settings = new PublishedSettings(present);
        return new GenerationSettings(settings.tokens(), settings.lengths(), settings.search(), settings.rules());
    }

    private SpecialTokens tokens() {
        String start = values.containsKey(START) ? START : "bos_token_id";
        if (!values.containsKey(start)) {
            throw new InvalidSettingException(START, "absent", "a token");
        }
        return new SpecialTokens(integer(start, 0), integers("eos_token_id"));
    }

    /** Of the two greatest lengths the one of new tokens holds, as in transformers. */
    private Lengths lengths() {
        int newTokens = size("max_new_tokens", 0);
        return new Lengths(
                newTokens > 0 ? 0 : size("max_length", USUAL_MAX_LENGTH),
                newTokens,
                size("min_length", 0),
                size("min_new_tokens", 0));
    }

    private Search search() {
        boolean sampled = flag("do_sample");
        int beams = size("num_beams", 1);
        if (sampled && beams > 1) {
            throw new InvalidSettingException("num_beams", beams, "1 if do_sample is true");
        }
        if (size("num_beam_groups", 1) > 1) {
            throw new InvalidSettingException("num_beam_groups", size("num_beam_groups", 1), "1");
        }
        if (sampled) {
            return new Search.Sampling(number("temperature", 1), size("top_k", USUAL_TOP_K), number("top_p", 1), 0);
        }
        return beams == 1 ? new Search.Greedy() : new Search.Beam(beams, number("length_penalty", 1), earlyStopping());
    }

    private EarlyStopping earlyStopping() {
        Object value = values.getOrDefault("early_stopping", false);
        if (value.equals("never")) {
            return EarlyStopping.NEVER;
        }
        return flag("early_stopping") ? EarlyStopping.AT_ONCE : EarlyStopping.LIKELY;
    }

    private TokenRules rules() {
        return new TokenRules(
                number("repetition_penalty", 1),
                size("no_repeat_ngram_size", 0),
                words("bad_words_ids"),
                optional("forced_bos_token_id"),
                optional("forced_eos_token_id"),
                integers("suppress_tokens"),
                integers("begin_suppress_tokens"));
    }

    private double number(String name, double otherwise) {
        Object value = values.getOrDefault(name, otherwise);
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new InvalidSettingException(name, value, "a number");
    }

    private long integer(String name, long otherwise) {
        return whole(name, values.getOrDefault(name, otherwise));
    }

    private int size(String name, int otherwise) {
        long value = integer(name, otherwise);
        InvalidSettingException.requireRange(name, value, 0, Integer.MAX_VALUE);
        return (int) value;
    }

    private boolean flag(String name) {
        Object value = values.getOrDefault(name, false);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new InvalidSettingException(name, value, "true or false");
    }

    private OptionalLong optional(String name) {
        return values.containsKey(name) ? OptionalLong.of(integer(name, 0)) : OptionalLong.empty();
    }

    /** One number or a list of them. */
    private List<Long> integers(String name) {
        Object value = values.getOrDefault(name, List.of());
        return value instanceof List<?> list
                ? list.stream().map(item -> whole(name, item)).toList()
                : List.of(whole(name, value));
    }

    private List<List<Long>> words(String name) {
        Object value = values.getOrDefault(name, List.of());
        if (value instanceof List<?> list) {
            return list.stream().map(word -> word(name, word)).toList();
        }
        throw new InvalidSettingException(name, value, "a list of lists of tokens");
    }

    private static List<Long> word(String name, Object value) {
        if (value instanceof List<?> tokens) {
            return tokens.stream().map(token -> whole(name, token)).toList();
        }
        throw new InvalidSettingException(name, value, "a list of lists of tokens");
    }

    private static long whole(String name, Object value) {
        if (value instanceof Number number && number.doubleValue() == number.longValue()) {
            return number.longValue();
        }
        throw new InvalidSettingException(name, value, "a whole number");
    }
}
