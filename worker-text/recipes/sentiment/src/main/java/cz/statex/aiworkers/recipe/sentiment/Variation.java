package cz.statex.aiworkers.recipe.sentiment;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Writes a text as other people would: what a text is about and how it is set down says nothing of its sentiment. */
final class Variation {

    private static final List<String> NAMES = List.of(
            "Anna", "Ben", "Carlos", "Dana", "Emma", "Frank", "Grace", "Henry", "Ivan", "Julia", "Kevin", "Laura",
            "Mike", "Nina", "Oscar", "Paul", "Rosa", "Sam", "Tina", "Victor", "John", "Sarah", "Tom", "Lisa", "@user");
    private static final List<String> SUBJECTS = List.of(
            "book",
            "phone",
            "restaurant",
            "hotel",
            "game",
            "product",
            "album",
            "show",
            "laptop",
            "app",
            "service",
            "place",
            "car",
            "camera",
            "store",
            "team",
            "series",
            "course",
            "meal",
            "update",
            "song",
            "toy",
            "headset");
    private static final Pattern NAME = Pattern.compile("\\[NAME]");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\[(RELIGION)]");
    private static final Pattern SUBJECT = Pattern.compile("\\b(film|movie)(s?)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern BEFORE = Pattern.compile(" (n't|'(?:s|re|ve|ll|d|m)\\b|[,.;:!?%)]|'')");
    private static final Pattern LAST_MARKS = Pattern.compile("[\\s.!?]+$");
    private static final Pattern MARKS = Pattern.compile("[,.;:!?\"()`]+");

    private final RandomGenerator random;

    Variation(RandomGenerator random) {
        this.random = random;
    }

    /** A phrase of the treebank, set as its readers saw it, as it was published, or in plain words. */
    String ofTreebank(String phrase) {
        double form = random.nextDouble();
        String text = form < 0.5 ? joined(phrase) : form < 0.7 ? phrase : plain(phrase);
        if (random.nextDouble() < 0.25) {
            String subject = SUBJECTS.get(random.nextInt(SUBJECTS.size()));
            text = SUBJECT.matcher(text).replaceAll(subject + "$2");
        }
        return worn(text);
    }

    /** A comment with names in place of the marks that its publishers put there. */
    String ofComment(String comment) {
        String text = comment;
        if (random.nextDouble() < 0.7) {
            text = NAME.matcher(text).replaceAll(match -> NAMES.get(random.nextInt(NAMES.size())));
            text = PLACEHOLDER.matcher(text).replaceAll("church");
        }
        return worn(text);
    }

    /** Now and then without marks, or with what messages carry along. */
    private String worn(String text) {
        double how = random.nextDouble();
        String worn = text;
        if (how < 0.2) {
            worn = LAST_MARKS.matcher(text).replaceAll("");
        } else if (how < 0.26) {
            worn = MARKS.matcher(text).replaceAll(" ");
        } else if (how < 0.30) {
            worn = "@user " + text;
        } else if (how < 0.33) {
            worn = text + " http";
        }
        return worn.isBlank() ? text : worn;
    }

    /** Words and marks as they are set in print. */
    static String joined(String phrase) {
        String text = phrase.replace("`` ", "\"")
                .replace("( ", "(")
                .replace("$ ", "$")
                .replace("ca n't", "can't");
        return BEFORE.matcher(text).replaceAll("$1").replace("''", "\"");
    }

    /** The form in which the two-class sentences of the treebank are passed around. */
    static String plain(String phrase) {
        return phrase.toLowerCase(Locale.ROOT)
                .replace("``", "`")
                .replace("''", "'")
                .replace("-", " ")
                .replace("/", " ")
                .replace("(", "lrb")
                .replace(")", "rrb")
                .replaceAll(" \\.$", "")
                .replaceAll(" +", " ")
                .strip();
    }
}
