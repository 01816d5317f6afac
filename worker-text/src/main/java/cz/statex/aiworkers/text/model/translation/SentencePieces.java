package cz.statex.aiworkers.text.model.translation;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * A SentencePiece model that cuts texts and a {@code vocab.json} that numbers the pieces, as opus-mt and M2M100 are
 * published.
 */
final class SentencePieces implements Pieces {

    private static final TypeReference<LinkedHashMap<String, Long>> NUMBERS = new TypeReference<>() {};
    private static final String SPACE = "\u2581";
    private static final String UNKNOWN = "<unk>";

    private final HuggingFaceTokenizer cutter;
    private final Map<String, Long> ids;
    private final Map<Long, String> texts = new HashMap<>();
    private final long unknown;

    private SentencePieces(HuggingFaceTokenizer cutter, Map<String, Long> ids) {
        this.cutter = cutter;
        this.ids = ids;
        this.unknown = ids.getOrDefault(UNKNOWN, -1L);
        ids.forEach((token, id) -> texts.put(id, isSpecial(token) ? "" : token));
    }

    /**
     * Opens both files.
     *
     * @param more tokens that are numbered after those of the vocabulary
     * @throws IOException if one of them cannot be read or is not what it should be
     */
    static SentencePieces open(Path model, Path vocabulary, List<String> more) throws IOException {
        Map<String, Long> ids;
        try {
            ids = Wire.mapper().readValue(Files.readAllBytes(vocabulary), NUMBERS);
        } catch (JacksonException e) {
            throw new IOException(vocabulary.getFileName() + " is no JSON object of numbers", e);
        }
        long next = ids.size();
        for (String token : more) {
            ids.put(token, next++);
        }
        String json = SentencePieceFile.read(model).toTokenizerJson();
        InputStream in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        return new SentencePieces(
                HuggingFaceTokenizer.newInstance(in, Map.of("truncation", "false", "padding", "false")), ids);
    }

    /** {@code </s>}, {@code <pad>}, {@code >>deu<<}, {@code __de__}. */
    private static boolean isSpecial(String token) {
        return Set.of("<s>", "</s>", "<pad>", UNKNOWN).contains(token) || token.matches(">>.+<<|__[a-z]{2,3}__");
    }

    @Override
    public long[] encode(String text) {
        String[] pieces = cutter.encode(text, false, false).getTokens();
        long[] numbers = new long[pieces.length];
        for (int i = 0; i < pieces.length; i++) {
            numbers[i] = ids.getOrDefault(pieces[i], unknown);
        }
        return numbers;
    }

    @Override
    public String decode(List<Long> pieces) {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(texts.getOrDefault(piece, "")));
        return text.toString().replace(SPACE, " ").strip();
    }

    @Override
    public OptionalLong id(String token) {
        Long id = ids.get(token);
        return id == null ? OptionalLong.empty() : OptionalLong.of(id);
    }

    @Override
    public Set<String> tokens() {
        return ids.keySet();
    }

    @Override
    public long unknown() {
        return unknown;
    }

    @Override
    public void close() {
        cutter.close();
    }
}
