package cz.statex.aiworkers.text.model.summary;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Text to tokens and back, by a {@code tokenizer.json}. Nothing is cut off. Thread-safe. */
final class SummaryTokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;

    private SummaryTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Opens the file.
     *
     * @throws IOException if it cannot be read or is none
     */
    static SummaryTokenizer open(Path file) throws IOException {
        return new SummaryTokenizer(
                HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false")));
    }

    /** The tokens with those that mark begin and end. */
    long[] encode(String text) {
        return tokenizer.encode(text).getIds();
    }

    /** Number of the tokens of {@code text} itself. */
    int count(String text) {
        return tokenizer.encode(text, false, false).getIds().length;
    }

    /** The text of tokens; those that mark begin and end say nothing. */
    String decode(List<Long> tokens) {
        long[] ids = tokens.stream().mapToLong(Long::longValue).toArray();
        return tokenizer.decode(ids, true).strip();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
