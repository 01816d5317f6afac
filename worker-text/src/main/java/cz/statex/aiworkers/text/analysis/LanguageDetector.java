package cz.statex.aiworkers.text.analysis;

import com.github.pemistahl.lingua.api.Language;
import com.github.pemistahl.lingua.api.LanguageDetectorBuilder;
import cz.statex.aiworkers.text.analysis.DetectedLanguage.Candidate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the language of a text among 74 spoken ones, by their scripts and by how often they have which three letters in a
 * row. Reads the beginning of long texts only. Thread-safe.
 *
 * <p>Source: the Lingua library, in its mode of trigrams: its models take 70 MB of memory and load in a few seconds,
 * while those of up to five letters take more than 768 MB.
 */
public final class LanguageDetector {

    /** Name and version of the method, as results report it. */
    public static final String NAME = "lingua";

    public static final String VERSION = "1.2.2";

    private static final int READ_CHARACTERS = 4000;
    private static final int CANDIDATES = 5;

    /**
     * Weight of one letter in confidences. Lingua tells how far behind the likeliest a language is, as a quotient of
     * logarithms; neighbouring trigrams tell much the same, so a letter weighs less than its trigram's logarithm.
     */
    private static final double LETTER_WEIGHT = 2;

    private static final int MAX_LETTERS = 200;

    private final com.github.pemistahl.lingua.api.LanguageDetector detector =
            LanguageDetectorBuilder.fromAllSpokenLanguages()
                    .withLowAccuracyMode()
                    .build();

    /** Loads the models. */
    public void warmUp() {
        detect("Loads the models of all languages that share a script.");
        detect("Загружает модели.");
        detect("النماذج اللغوية");
        detect("भाषा मॉडल");
    }

    /** The language of {@code text}; empty if it has too few letters to tell. */
    public Optional<DetectedLanguage> detect(String text) {
        String read = text.substring(0, Math.min(text.length(), READ_CHARACTERS));
        Map<Language, Double> likeness = detector.computeLanguageConfidenceValues(read);
        long letters = Math.min(
                MAX_LETTERS, read.codePoints().filter(Character::isLetter).count());
        double total = likeness.values().stream()
                .mapToDouble(relative -> weight(relative, letters))
                .sum();
        List<Candidate> candidates = likeness.entrySet().stream()
                .map(entry -> new Candidate(code(entry.getKey()), weight(entry.getValue(), letters) / total))
                .sorted(Comparator.comparingDouble(Candidate::confidence)
                        .reversed()
                        .thenComparing(Candidate::language))
                .limit(CANDIDATES)
                .toList();
        return candidates.stream()
                .findFirst()
                .map(best -> new DetectedLanguage(best.language(), best.confidence(), candidates));
    }

    /** From "its logarithm is 1 / relative times that of the likeliest" to "it is this many times less likely". */
    private static double weight(double relative, long letters) {
        return relative <= 0 ? 0 : Math.exp(-LETTER_WEIGHT * letters * (1 / relative - 1));
    }

    private static String code(Language language) {
        return language.getIsoCode639_1().toString().toLowerCase(Locale.ROOT);
    }
}
