package cz.statex.aiworkers.text.model.translation;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A {@code tokenizer.json}, as NLLB and T5 are published. */
final class JsonPieces implements Pieces {

    private final HuggingFaceTokenizer tokenizer;
    private final Map<String, Long> special;
    private final long unknown;

    private JsonPieces(HuggingFaceTokenizer tokenizer, Map<String, Long> special) {
        this.tokenizer = tokenizer;
        this.special = Map.copyOf(special);
        this.unknown = special.getOrDefault("<unk>", -1L);
    }

    /**
     * Opens the file.
     *
     * @throws IOException if it cannot be read or is none
     */
    static JsonPieces open(Path file) throws IOException {
        Map<String, Long> special = new HashMap<>();
        try {
            for (JsonNode token :
                    Wire.mapper().readTree(Files.readAllBytes(file)).path("added_tokens")) {
                special.put(
                        token.path("content").stringValue(), token.path("id").longValue());
            }
        } catch (JacksonException e) {
            throw new IOException(file.getFileName() + " is no JSON", e);
        }
        return new JsonPieces(
                HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false")), special);
    }

    @Override
    public long[] encode(String text) {
        return tokenizer.encode(text, false, false).getIds();
    }

    @Override
    public String decode(List<Long> pieces) {
        long[] ids = pieces.stream().mapToLong(Long::longValue).toArray();
        return tokenizer.decode(ids, true).strip();
    }

    @Override
    public OptionalLong id(String token) {
        Long id = special.get(token);
        return id == null ? OptionalLong.empty() : OptionalLong.of(id);
    }

    @Override
    public Set<String> tokens() {
        return special.keySet();
    }

    @Override
    public long unknown() {
        return unknown;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
