package cz.statex.aiworkers.local.evaluate;

import java.util.List;

/**
 * A text whose answer is known.
 *
 * @param line where it stands in its file, from 1
 * @param text the text
 * @param labels what people said of it, as they wrote it: one, or several
 */
public record LabelledText(int line, String text, List<String> labels) {

    private static final int QUOTED = 40;

    /**
     * The label of a text that has to have exactly one.
     *
     * @throws DataException if it has none or several
     */
    String label() throws DataException {
        if (labels.size() != 1) {
            throw new DataException("line " + line + " has " + (labels.isEmpty() ? "no label" : "the labels " + labels)
                    + ", but must have exactly one");
        }
        return labels.get(0).strip();
    }

    /** The label and the beginning of the text, so that people see if one was taken for the other. */
    String quoted() {
        String start = text.codePoints()
                .limit(QUOTED)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "line " + line + " has the label '" + String.join(",", labels) + "' for the text '" + start
                + (start.length() < text.length() ? "..." : "") + "'";
    }
}
