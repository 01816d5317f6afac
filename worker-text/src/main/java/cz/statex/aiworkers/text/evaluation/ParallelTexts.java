package cz.statex.aiworkers.text.evaluation;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Texts with their translations, from a file: lines of source, tab and translation, or JSON objects with the fields
 * {@code source} and {@code target}, one a line. Columns after the second do not count.
 */
public final class ParallelTexts {

    /**
     * A text and how it should be translated.
     *
     * @param source the text
     * @param target the translation
     */
    public record Pair(String source, String target) {

        /** The other way round. */
        public Pair turned() {
            return new Pair(/* source= */ target, /* target= */ source);
        }
    }

    /** A placeholder may stand at the beginning of a row. */
    private static final Pattern OBJECT = Pattern.compile("\\{\\s*\"");

    private ParallelTexts() {}

    /**
     * Reads the first {@code limit} pairs.
     *
     * @throws IOException if the file cannot be read, has no pairs, or a line that is none; the message says which
     */
    public static List<Pair> read(Path file, int limit) throws IOException {
        List<Pair> pairs = new ArrayList<>();
        try {
            for (FilledLine line : FilledLine.read(file, limit)) {
                pairs.add(pair(line.content(), line.number()));
            }
        } catch (CharacterCodingException e) {
            throw new IOException(file.getFileName() + " is not text in UTF-8", e);
        }
        if (pairs.isEmpty()) {
            throw new IOException(file.getFileName() + " has no pair of texts");
        }
        return pairs;
    }

    private static Pair pair(String line, int number) throws IOException {
        Pair pair = OBJECT.matcher(line).lookingAt() ? object(line, number) : row(line, number);
        if (pair.source.isBlank() || pair.target.isBlank()) {
            throw new IOException("line " + number + " has an empty text");
        }
        return pair;
    }

    private static Pair row(String line, int number) throws IOException {
        String[] columns = line.split("\t", -1);
        if (columns.length < 2) {
            throw new IOException("line " + number + " has no tab between a text and its translation");
        }
        return new Pair(columns[0], columns[1]);
    }

    private static Pair object(String line, int number) throws IOException {
        try {
            JsonNode object = Wire.mapper().readTree(line);
            return new Pair(
                    object.path("source").asString(""), object.path("target").asString(""));
        } catch (JacksonException e) {
            throw new IOException("line " + number + " is no JSON object", e);
        }
    }
}
