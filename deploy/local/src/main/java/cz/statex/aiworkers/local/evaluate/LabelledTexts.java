package cz.statex.aiworkers.local.evaluate;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads labelled texts: tab-separated values, with or without a header, or a JSON object a line. Of values without a
 * header the column with the longest entries is the text, and of the others the one with the fewest different entries the
 * label.
 */
public final class LabelledTexts {

    private static final Set<String> TEXT_FIELDS =
            Set.of("text", "sentence", "content", "review", "comment", "tweet", "document", "input");
    private static final Set<String> LABEL_FIELDS = Set.of(
            "label",
            "labels",
            "sentiment",
            "emotion",
            "emotions",
            "language",
            "lang",
            "class",
            "category",
            "target",
            "stars",
            "rating",
            "polarity");
    private static final int LOOKED_AT = 2000;

    private LabelledTexts() {}

    /**
     * Reads a file in UTF-8.
     *
     * @throws DataException if it is neither, or has no labelled text
     */
    public static List<LabelledText> read(Path file) throws IOException, DataException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new DataException(file + " is not text in UTF-8");
        }
        List<String> filled = lines.stream().filter(line -> !line.isBlank()).toList();
        if (filled.isEmpty()) {
            throw new DataException(file + " is empty");
        }
        return filled.get(0).stripLeading().startsWith("{") ? ofObjects(lines) : ofRows(lines);
    }

    private static List<LabelledText> ofObjects(List<String> lines) throws DataException {
        List<LabelledText> texts = new ArrayList<>();
        for (int line = 1; line <= lines.size(); line++) {
            String json = lines.get(line - 1);
            if (!json.isBlank()) {
                texts.add(ofObject(line, json));
            }
        }
        return texts;
    }

    private static LabelledText ofObject(int line, String json) throws DataException {
        try {
            JsonNode object = Wire.mapper().readTree(json);
            JsonNode text = field(object, TEXT_FIELDS).orElseThrow(() -> missing(line, TEXT_FIELDS));
            JsonNode label = field(object, LABEL_FIELDS).orElseThrow(() -> missing(line, LABEL_FIELDS));
            List<String> labels = label.isArray()
                    ? label.valueStream().map(JsonNode::asString).toList()
                    : List.of(label.asString());
            return new LabelledText(line, text.asString(), labels);
        } catch (JacksonException e) {
            throw new DataException("line " + line + " is no JSON object");
        }
    }

    private static Optional<JsonNode> field(JsonNode object, Set<String> names) {
        return object.propertyStream()
                .filter(field -> names.contains(field.getKey().toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getValue)
                .filter(value -> !value.isNull())
                .findFirst();
    }

    private static DataException missing(int line, Set<String> names) {
        return new DataException(
                "line " + line + " has none of " + names.stream().sorted().toList());
    }

    private static List<LabelledText> ofRows(List<String> lines) throws DataException {
        String[] header = lines.get(0).split("\t", -1);
        int text = indexOf(header, TEXT_FIELDS);
        int label = indexOf(header, LABEL_FIELDS);
        boolean hasHeader = text >= 0 && label >= 0;
        if (!hasHeader) {
            List<String[]> rows = lines.stream()
                    .limit(LOOKED_AT)
                    .map(line -> line.split("\t", -1))
                    .filter(row -> row.length >= header.length)
                    .toList();
            text = longest(rows, header.length);
            label = fewest(rows, header.length, text);
        }
        List<LabelledText> texts = new ArrayList<>();
        for (int line = hasHeader ? 2 : 1; line <= lines.size(); line++) {
            String[] row = lines.get(line - 1).split("\t", -1);
            if (row.length <= Math.max(text, label)) {
                if (lines.get(line - 1).isBlank()) {
                    continue;
                }
                throw new DataException("line " + line + " has " + row.length + " columns, but the label is in column "
                        + (label + 1) + " and the text in column " + (text + 1));
            }
            texts.add(new LabelledText(
                    line, row[text], Arrays.asList(row[label].strip().split("\\s*,\\s*"))));
        }
        return texts;
    }

    private static int indexOf(String[] header, Set<String> names) {
        return IntStream.range(0, header.length)
                .filter(column -> names.contains(header[column].strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(-1);
    }

    private static int longest(List<String[]> rows, int columns) throws DataException {
        if (columns < 2) {
            throw new DataException("line 1 has one column; give text and label with a tab between, or JSON objects");
        }
        long[] characters = new long[columns];
        for (String[] row : rows) {
            for (int column = 0; column < columns; column++) {
                characters[column] += row[column].length();
            }
        }
        int longest = 0;
        for (int column = 1; column < columns; column++) {
            longest = characters[column] > characters[longest] ? column : longest;
        }
        return longest;
    }

    private static int fewest(List<String[]> rows, int columns, int text) {
        int fewest = -1;
        long least = Long.MAX_VALUE;
        for (int column = 0; column < columns; column++) {
            int at = column;
            long different = rows.stream().map(row -> row[at]).distinct().count();
            if (column != text && different < least) {
                least = different;
                fewest = column;
            }
        }
        return fewest;
    }
}
