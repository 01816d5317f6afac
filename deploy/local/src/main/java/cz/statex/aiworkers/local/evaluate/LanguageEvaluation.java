package cz.statex.aiworkers.local.evaluate;

import cz.statex.aiworkers.text.analysis.DetectedLanguage;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How often the language of texts is told right. Labels are codes of ISO 639-1 or 639-3, what follows a hyphen not counting,
 * or names in English. Languages that the detector does not know count as never told.
 */
public final class LanguageEvaluation {

    private static final Pattern REGION = Pattern.compile("[-_]");

    /** Code of ISO 639-1 by itself, the code of ISO 639-3, and the name in English. */
    private static final Map<String, String> LANGUAGES = languages();

    private final LanguageDetector detector = new LanguageDetector();

    /**
     * The figures.
     *
     * @param n texts
     * @param accuracy share whose language was told
     * @param macroF1 mean of the languages' F1
     * @param ece expected calibration error of the confidences
     * @param textsPerS texts a second
     */
    public record Summary(int n, double accuracy, double macroF1, double ece, double textsPerS) {}

    /**
     * Tells the language of each text.
     *
     * @throws DataException if a text has not exactly one label, or one that is no language
     */
    public Evaluation run(List<LabelledText> texts) throws DataException {
        List<String> there = new ArrayList<>();
        for (LabelledText text : texts) {
            there.add(code(text));
        }
        detector.warmUp();
        long start = System.nanoTime();
        List<Optional<DetectedLanguage>> found =
                texts.stream().map(text -> detector.detect(text.text())).toList();
        return evaluation(there, found, texts.size() / ((System.nanoTime() - start) / 1e9));
    }

    /**
     * Compares the languages of texts with those found.
     *
     * @param there codes, one for each text
     * @param textsPerS texts a second
     */
    static Evaluation evaluation(List<String> there, List<Optional<DetectedLanguage>> found, double textsPerS) {
        Confusion confusion = new Confusion(there.stream().distinct().sorted().toList());
        Reliability reliability = new Reliability();
        for (int i = 0; i < there.size(); i++) {
            String language = found.get(i).map(DetectedLanguage::language).orElse("");
            confusion.add(there.get(i), language);
            reliability.add(found.get(i).map(DetectedLanguage::confidence).orElse(0.0), language.equals(there.get(i)));
        }
        Summary summary = new Summary(
                confusion.texts(),
                Evaluation.rounded(confusion.accuracy()),
                Evaluation.rounded(confusion.macroF1()),
                Evaluation.rounded(reliability.error()),
                Evaluation.rounded(textsPerS));
        return new Evaluation(
                summary,
                Evaluation.table(confusion.rows())
                        + String.format(
                                Locale.ROOT,
                                "%n%d texts  accuracy %.4f  macro-F1 %.4f  ECE %.4f  %.1f texts/s%n",
                                summary.n(),
                                summary.accuracy(),
                                summary.macroF1(),
                                summary.ece(),
                                summary.textsPerS()));
    }

    /** The two letters of a text's language. */
    static String code(LabelledText text) throws DataException {
        String label = text.label().toLowerCase(Locale.ROOT);
        String code = LANGUAGES.getOrDefault(label, LANGUAGES.get(REGION.split(label, 2)[0]));
        if (code == null) {
            throw new DataException(text.quoted()
                    + ", which is no language; give its code, such as en or eng, or its name" + " in English");
        }
        return code;
    }

    private static Map<String, String> languages() {
        Map<String, String> languages = new HashMap<>();
        for (String code : Locale.getISOLanguages()) {
            Locale locale = Locale.forLanguageTag(code);
            languages.put(locale.getDisplayLanguage(Locale.ENGLISH).toLowerCase(Locale.ROOT), locale.getLanguage());
            languages.put(locale.getISO3Language(), locale.getLanguage());
            languages.put(code, locale.getLanguage());
        }
        return languages;
    }
}
