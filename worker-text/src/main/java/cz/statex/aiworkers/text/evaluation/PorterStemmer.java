package cz.statex.aiworkers.text.evaluation;

import java.util.Map;

/**
 * Takes the endings off English words, so that {@code connected} and {@code connections} are both {@code connect}.
 *
 * <p>Source: "An algorithm for suffix stripping", Porter 1980, with the extensions that NLTK has and the {@code
 * rouge-score} package uses: a table of irregular words, {@code -ies} and {@code -ied} of four letters, {@code -y}, {@code
 * -bli}, {@code -alli}, {@code -fulli} and {@code -logi}. Works on lower-case words. Stateless.
 */
final class PorterStemmer {

    private static final Map<String, String> IRREGULAR = Map.ofEntries(
            Map.entry("sky", "sky"),
            Map.entry("skies", "sky"),
            Map.entry("dying", "die"),
            Map.entry("lying", "lie"),
            Map.entry("tying", "tie"),
            Map.entry("news", "news"),
            Map.entry("innings", "inning"),
            Map.entry("inning", "inning"),
            Map.entry("outings", "outing"),
            Map.entry("outing", "outing"),
            Map.entry("cannings", "canning"),
            Map.entry("canning", "canning"),
            Map.entry("howe", "howe"),
            Map.entry("proceed", "proceed"),
            Map.entry("exceed", "exceed"),
            Map.entry("succeed", "succeed"));

    /** Ending, what it becomes behind a stem that is long enough; the first that fits decides, so longer ones come first. */
    private static final String[][] SECOND = {
        {"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"}, {"izer", "ize"}, {"bli", "ble"},
        {"alli", "al"}, {"entli", "ent"}, {"eli", "e"}, {"ousli", "ous"}, {"ization", "ize"}, {"ation", "ate"},
        {"ator", "ate"}, {"alism", "al"}, {"iveness", "ive"}, {"fulness", "ful"}, {"ousness", "ous"}, {"aliti", "al"},
        {"iviti", "ive"}, {"biliti", "ble"}, {"fulli", "ful"}
    };

    private static final String[][] THIRD = {
        {"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"}, {"ical", "ic"}, {"ful", ""}, {"ness", ""}
    };

    private static final String[] FOURTH = {
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
        "iti", "ous", "ive", "ize"
    };

    private PorterStemmer() {}

    /** The stem of a word; words of one or two letters have none but themselves. */
    static String stem(String word) {
        String irregular = IRREGULAR.get(word);
        if (irregular != null || word.length() <= 2) {
            return irregular == null ? word : irregular;
        }
        String stem = past(plural(word));
        stem = lastY(stem);
        stem = second(stem);
        stem = replaced(stem, THIRD, 1);
        stem = fourth(stem);
        return lastL(lastE(stem));
    }

    private static String plural(String word) {
        if (word.endsWith("ies") && word.length() == 4) {
            return cut(word, 1);
        }
        if (word.endsWith("sses") || word.endsWith("ies")) {
            return cut(word, 2);
        }
        return word.endsWith("s") && !word.endsWith("ss") ? cut(word, 1) : word;
    }

    private static String past(String word) {
        if (word.endsWith("ied")) {
            return word.length() == 4 ? cut(word, 1) : cut(word, 2);
        }
        if (word.endsWith("eed")) {
            return measure(cut(word, 3)) > 0 ? cut(word, 1) : word;
        }
        int ending = word.endsWith("ed") ? 2 : word.endsWith("ing") ? 3 : 0;
        if (ending == 0 || !hasVowel(cut(word, ending))) {
            return word;
        }
        String stem = cut(word, ending);
        if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) {
            return stem + "e";
        }
        if (endsDoubled(stem)) {
            return "lsz".indexOf(stem.charAt(stem.length() - 1)) >= 0 ? stem : cut(stem, 1);
        }
        return measure(stem) == 1 && endsShort(stem) ? stem + "e" : stem;
    }

    private static String lastY(String word) {
        boolean turns = word.endsWith("y") && word.length() > 2 && isConsonant(word, word.length() - 2);
        return turns ? cut(word, 1) + "i" : word;
    }

    private static String second(String word) {
        if (word.endsWith("alli") && measure(cut(word, 4)) > 0) {
            return second(cut(word, 2));
        }
        if (word.endsWith("logi")) {
            return measure(cut(word, 3)) > 0 ? cut(word, 1) : word;
        }
        return replaced(word, SECOND, 1);
    }

    private static String fourth(String word) {
        for (String ending : FOURTH) {
            if (word.endsWith(ending)) {
                String stem = cut(word, ending.length());
                boolean fits = measure(stem) > 1 && (!ending.equals("ion") || stem.endsWith("s") || stem.endsWith("t"));
                return fits ? stem : word;
            }
        }
        return word;
    }

    private static String lastE(String word) {
        if (!word.endsWith("e")) {
            return word;
        }
        String stem = cut(word, 1);
        int measure = measure(stem);
        return measure > 1 || (measure == 1 && !endsShort(stem)) ? stem : word;
    }

    private static String lastL(String word) {
        return word.endsWith("ll") && measure(cut(word, 1)) > 1 ? cut(word, 1) : word;
    }

    /** The word with the first ending of {@code table} that it has replaced, if its stem has at least that measure. */
    private static String replaced(String word, String[][] table, int least) {
        for (String[] rule : table) {
            if (word.endsWith(rule[0])) {
                String stem = cut(word, rule[0].length());
                return measure(stem) >= least ? stem + rule[1] : word;
            }
        }
        return word;
    }

    private static String cut(String word, int letters) {
        return word.substring(0, word.length() - letters);
    }

    private static boolean isConsonant(String word, int at) {
        char letter = word.charAt(at);
        if ("aeiou".indexOf(letter) >= 0) {
            return false;
        }
        return letter != 'y' || at == 0 || !isConsonant(word, at - 1);
    }

    /** How often consonants follow vowels. */
    private static int measure(String stem) {
        int measure = 0;
        for (int i = 1; i < stem.length(); i++) {
            if (isConsonant(stem, i) && !isConsonant(stem, i - 1)) {
                measure++;
            }
        }
        return measure;
    }

    private static boolean hasVowel(String stem) {
        for (int i = 0; i < stem.length(); i++) {
            if (!isConsonant(stem, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsDoubled(String stem) {
        int end = stem.length() - 1;
        return end >= 1 && stem.charAt(end) == stem.charAt(end - 1) && isConsonant(stem, end);
    }

    /** Whether it ends with consonant, vowel, consonant, the last none of w, x and y; or is a vowel and a consonant. */
    private static boolean endsShort(String stem) {
        int end = stem.length() - 1;
        if (end == 1) {
            return !isConsonant(stem, 0) && isConsonant(stem, 1);
        }
        return end >= 2
                && isConsonant(stem, end - 2)
                && !isConsonant(stem, end - 1)
                && isConsonant(stem, end)
                && "wxy".indexOf(stem.charAt(end)) < 0;
    }
}
