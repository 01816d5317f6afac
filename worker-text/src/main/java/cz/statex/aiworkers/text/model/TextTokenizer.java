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

    private TextTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Opens a tokenizer.
     *
     * @param maxTokens where texts are cut off
     * @throws IOException if the file cannot be read
     */
    static TextTokenizer open(Path file, int maxTokens) throws IOException {
        return new TextTokenizer(HuggingFaceTokenizer.builder()
                .optTokenizerPath(file)
                .optTruncation(true)
                .optMaxLength(maxTokens)
                .optPadding(false)
                .build());
    }

    List<EncodedText> encode(List<String> texts) {
        List<EncodedText> encoded = new ArrayList<>(texts.size());
        for (Encoding encoding : tokenizer.batchEncode(texts)) {
            encoded.add(new EncodedText(encoding.getIds(), encoding.exceedMaxLength()));
        }
        return encoded;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
