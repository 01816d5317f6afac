package cz.statex.aiworkers.local.evaluate;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.text.evaluation.FilledLine;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads labelled texts: tab-separated values, with or without a header, or a JSON object a line. Of values without a
 * header the column with the fewest different entries is the label, and of the others the one with the longest entries the
 * text.
 */
public final class LabelledTexts {

    static final Set<String> TEXT_FIELDS =
            Set.of("text", "sentence", "content", "review", "comment", "tweet", "document", "input");
    static final Set<String> LABEL_FIELDS = Set.of(
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
     * Reads the first {@code limit} texts of a file in UTF-8, with or without a byte-order mark.
     *
     * @param best names of the label, in lower case, that win over others
     * @throws DataException if it is neither, or has no labelled text
     */
    public static List<LabelledText> read(Path file, int limit, Set<String> best) throws IOException, DataException {
        List<FilledLine> lines = lines(file, limit);
        if (lines.isEmpty()) {
            throw new DataException(file + " is empty");
        }
        List<LabelledText> texts = lines.get(0).content().stripLeading().startsWith("{")
                ? ofObjects(lines, limit, best)
                : ofRows(lines, limit, best);
        if (texts.isEmpty()) {
            throw new DataException(file + " has no labelled text");
        }
        return texts;
    }

    private static List<FilledLine> lines(Path file, int limit) throws IOException, DataException {
        try {
            // A header is a line more, and columns are told by many lines even where few are asked for.
            return FilledLine.read(file, Math.max(LOOKED_AT, limit == Integer.MAX_VALUE ? limit : limit + 1));
        } catch (CharacterCodingException e) {
            throw new DataException(file + " is not text in UTF-8");
        }
    }

    private static List<LabelledText> ofObjects(List<FilledLine> lines, int limit, Set<String> best)
            throws DataException {
        List<LabelledText> texts = new ArrayList<>();
        for (FilledLine line : lines.subList(0, Math.min(limit, lines.size()))) {
            texts.add(ofObject(line.number(), line.content(), best));
        }
        return texts;
    }

    private static LabelledText ofObject(int line, String json, Set<String> best) throws DataException {
        try {
            JsonNode object = Wire.mapper().readTree(json);
            JsonNode text = field(object, TEXT_FIELDS).orElseThrow(() -> missing(line, TEXT_FIELDS));
            JsonNode label = field(object, best)
                    .or(() -> field(object, LABEL_FIELDS))
                    .orElseThrow(() -> missing(line, LABEL_FIELDS));
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

    private static List<LabelledText> ofRows(List<FilledLine> lines, int limit, Set<String> best) throws DataException {
        Columns columns = Columns.of(
                lines.stream().limit(LOOKED_AT).map(LabelledTexts::columns).toList(),
                lines.get(0).number(),
                best);
        List<LabelledText> texts = new ArrayList<>();
        List<FilledLine> filled = lines.subList(columns.hasHeader() ? 1 : 0, lines.size());
        for (FilledLine line : filled.subList(0, Math.min(limit, filled.size()))) {
            String[] row = columns(line);
            if (row.length <= Math.max(columns.text(), columns.label())) {
                throw new DataException("line " + line.number() + " has " + row.length
                        + " columns, but the label is in column " + (columns.label() + 1) + " and the text in column "
                        + (columns.text() + 1));
            }
            texts.add(new LabelledText(
                    line.number(),
                    row[columns.text()],
                    Arrays.asList(row[columns.label()].strip().split("\\s*,\\s*"))));
        }
        return texts;
    }

    private static String[] columns(FilledLine line) {
        return line.content().split("\t", -1);
    }
}
