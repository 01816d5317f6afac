package cz.statex.aiworkers.orchestrator.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows under aligned headings. Cells are one line each and of bounded length, so that no row wraps. Not thread-safe. */
public final class Table {

    /** What a SHA-256 takes in hexadecimal digits. */
    private static final int LONGEST_CELL = 64;

    private static final String GAP = "  ";

    private final List<String> headings;
    private final String whenEmpty;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param whenEmpty is shown instead of a table without rows, for example {@code no workers}
     */
    public Table(String whenEmpty, String... headings) {
        this.whenEmpty = whenEmpty;
        this.headings = List.of(headings);
    }

    /** Adds a row; null is shown as a dash. */
    public Table row(@Nullable Object... cells) {
        rows.add(Arrays.stream(cells).map(Table::cell).toList());
        return this;
    }

    /** The lines, without a trailing line break. */
    public String render() {
        if (rows.isEmpty()) {
            return whenEmpty;
        }
        List<List<String>> lines = new ArrayList<>();
        if (headings.stream().anyMatch(heading -> !heading.isEmpty())) {
            lines.add(headings);
        }
        lines.addAll(rows);
        int[] widths = new int[headings.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return String.join("\n", lines.stream().map(line -> pad(line, widths)).toList());
    }

    private static String pad(List<String> line, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.size(); i++) {
            text.append(line.get(i))
                    .append(" ".repeat(widths[i] - line.get(i).length()))
                    .append(GAP);
        }
        return text.toString().stripTrailing();
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        String text = value.toString().replaceAll("\\s+", " ").strip();
        if (text.isEmpty()) {
            return "-";
        }
        return text.length() <= LONGEST_CELL ? text : text.substring(0, LONGEST_CELL - 1) + "…";
    }
}
