package cz.statex.aiworkers.text.evaluation;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A text and how people summarized it.
 *
 * @param text the text
 * @param references summaries by people, at least one
 */
public record ReferenceSummary(String text, List<String> references) {

    private static final List<String> TEXTS = List.of("src", "text", "document", "article");
    private static final List<String> SUMMARIES = List.of("refs", "references", "summary", "highlights");

    /** Copies the list. */
    public ReferenceSummary {
        references = List.copyOf(references);
    }

    /**
     * Reads the first {@code limit} texts of a file of one JSON object a line: the text in {@code src}, {@code text}, {@code document} or {@code article},
     * its summary or summaries in {@code refs}, {@code references}, {@code summary} or {@code highlights}.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if a line is not of this form, and names it; or the file is no text in UTF-8
     */
    public static List<ReferenceSummary> read(Path file, int limit) throws IOException {
        List<ReferenceSummary> all = new ArrayList<>();
        try {
            for (FilledLine line : FilledLine.read(file, limit)) {
                all.add(of(line.content(), line.number()));
            }
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the file is not text in UTF-8", e);
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("there is no text in the file");
        }
        return all;
    }

    private static ReferenceSummary of(String line, int number) {
        try {
            JsonNode fields = Wire.mapper().readTree(line);
            String text = first(fields, TEXTS, number).asString("");
            JsonNode found = first(fields, SUMMARIES, number);
            List<String> references = new ArrayList<>();
            for (JsonNode reference : found.isArray() ? found : List.of(found)) {
                references.add(reference.asString(""));
            }
            if (text.isBlank() || references.isEmpty()) {
                throw new IllegalArgumentException("line " + number + " has an empty text or no summary");
            }
            return new ReferenceSummary(text, references);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("line " + number + " is no JSON", e);
        }
    }

    private static JsonNode first(JsonNode fields, List<String> names, int number) {
        return names.stream()
                .filter(fields::hasNonNull)
                .findFirst()
                .map(fields::get)
                .orElseThrow(() -> new IllegalArgumentException("line " + number + " has none of the fields " + names));
    }
}
