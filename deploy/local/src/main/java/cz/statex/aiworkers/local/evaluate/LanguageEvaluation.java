package cz.statex.aiworkers.local.evaluate;

import cz.statex.aiworkers.text.analysis.DetectedLanguage;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How often the language of texts is told right. Labels are codes of ISO 639-1; what follows a hyphen does not count. */
public final class LanguageEvaluation {

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

    /** Tells the language of each text. */
    public Evaluation run(List<LabelledText> texts) {
        detector.warmUp();
        Confusion confusion = new Confusion(texts.stream()
                .map(LanguageEvaluation::label)
                .distinct()
                .sorted()
                .toList());
        Reliability reliability = new Reliability();
        long start = System.nanoTime();
        for (LabelledText text : texts) {
            Optional<DetectedLanguage> detected = detector.detect(text.text());
            String found = detected.map(DetectedLanguage::language).orElse("");
            confusion.add(label(text), found);
            reliability.add(detected.map(DetectedLanguage::confidence).orElse(0.0), found.equals(label(text)));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Summary summary = new Summary(
                confusion.texts(),
                Evaluation.rounded(confusion.accuracy()),
                Evaluation.rounded(confusion.macroF1()),
                Evaluation.rounded(reliability.error()),
                Evaluation.rounded(texts.size() / seconds));
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

    private static String label(LabelledText text) {
        return text.labels().get(0).toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
    }
}
