package cz.statex.aiworkers.text.model;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Turns texts into token ids, by a {@code tokenizer.json}. Thread-safe. */
final class TextTokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;
    private final HuggingFaceTokenizer uncut;

    private TextTokenizer(HuggingFaceTokenizer tokenizer, HuggingFaceTokenizer uncut) {
        this.tokenizer = tokenizer;
        this.uncut = uncut;
    }

    /**
     * Opens a tokenizer.
     *
     * @param maxTokens where texts are cut off
     * @throws IOException if the file cannot be read
     */
    static TextTokenizer open(Path file, int maxTokens) throws IOException {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.builder()
                .optTokenizerPath(file)
                .optTruncation(true)
                .optMaxLength(maxTokens)
                .optPadding(false)
                .build();
        try {
            return new TextTokenizer(
                    tokenizer,
                    HuggingFaceTokenizer.builder()
                            .optTokenizerPath(file)
                            .optTruncation(false)
                            .optPadding(false)
                            .build());
        } catch (IOException | RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    List<EncodedText> encode(List<String> texts) {
        List<EncodedText> encoded = new ArrayList<>(texts.size());
        for (Encoding encoding : tokenizer.batchEncode(texts)) {
            encoded.add(new EncodedText(encoding.getIds(), encoding.exceedMaxLength()));
        }
        return encoded;
    }

    /** Tokens of a whole text, the two that mark begin and end included, however many there are. */
    long[] encodeUncut(String text) {
        return uncut.encode(text).getIds();
    }

    @Override
    public void close() {
        uncut.close();
        tokenizer.close();
    }
}
