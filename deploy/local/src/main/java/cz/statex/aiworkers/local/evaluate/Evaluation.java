package cz.statex.aiworkers.local.evaluate;

import java.util.List;
import java.util.Locale;

/**
 * What came of evaluating.
 *
 * @param summary the figures, for machines
 * @param text the figures, for people
 */
public record Evaluation(Object summary, String text) {

    private static final double TEN_THOUSAND = 10_000;

    /** A figure with four digits behind the point. */
    static double rounded(double figure) {
        return Math.round(figure * TEN_THOUSAND) / TEN_THOUSAND;
    }

    static String table(List<Confusion.Row> rows) {
        int width = rows.stream().mapToInt(row -> row.label().length()).max().orElse(0);
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT, "%-" + Math.max(width, 5) + "s  precision  recall     F1   texts%n", "label"));
        for (Confusion.Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-" + Math.max(width, 5) + "s  %9.3f  %6.3f  %5.3f  %6d%n",
                    row.label(),
                    row.precision(),
                    row.recall(),
                    row.f1(),
                    row.texts()));
        }
        return table.toString();
    }
}
