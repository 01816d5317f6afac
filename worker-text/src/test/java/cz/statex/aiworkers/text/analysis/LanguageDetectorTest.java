package cz.statex.aiworkers.text.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LanguageDetectorTest {

    private static final LanguageDetector DETECTOR = new LanguageDetector();

    @BeforeAll
    static void load() {
        DETECTOR.warmUp();
    }

    @TestFactory
    Stream<DynamicTest> tellsLanguagesApart() {
        return Map.ofEntries(
                        Map.entry("en", "The committee will decide next week whether the proposal is accepted."),
                        Map.entry(
                                "de",
                                "Der Ausschuss entscheidet n\u00e4chste Woche, ob der Vorschlag angenommen wird."),
                        Map.entry(
                                "fr",
                                "Le comit\u00e9 d\u00e9cidera la semaine prochaine si la proposition est accept\u00e9e."),
                        Map.entry(
                                "es",
                                "El comit\u00e9 decidir\u00e1 la pr\u00f3xima semana si se acepta la propuesta de los vecinos."),
                        Map.entry(
                                "it",
                                "Il comitato decider\u00e0 la prossima settimana se la proposta verr\u00e0 accettata."),
                        Map.entry(
                                "cs",
                                "V\u00fdbor p\u0159\u00ed\u0161t\u00ed t\u00fdden rozhodne, zda bude n\u00e1vrh p\u0159ijat."),
                        Map.entry(
                                "pl",
                                "Komitet zdecyduje w przysz\u0142ym tygodniu, czy wniosek zostanie przyj\u0119ty."),
                        Map.entry(
                                "ru",
                                "\u041a\u043e\u043c\u0438\u0442\u0435\u0442 \u0440\u0435\u0448\u0438\u0442 \u043d\u0430 \u0441\u043b\u0435\u0434\u0443\u044e\u0449\u0435\u0439 \u043d\u0435\u0434\u0435\u043b\u0435, \u0431\u0443\u0434\u0435\u0442 \u043b\u0438 \u043f\u0440\u0438\u043d\u044f\u0442\u043e \u043f\u0440\u0435\u0434\u043b\u043e\u0436\u0435\u043d\u0438\u0435."),
                        Map.entry(
                                "ja",
                                "\u59d4\u54e1\u4f1a\u306f\u6765\u9031\u3001\u63d0\u6848\u3092\u53d7\u3051\u5165\u308c\u308b\u304b\u3069\u3046\u304b\u3092\u6c7a\u5b9a\u3057\u307e\u3059\u3002"))
                .entrySet()
                .stream()
                .map(language -> DynamicTest.dynamicTest(language.getKey(), () -> {
                    DetectedLanguage detected =
                            DETECTOR.detect(language.getValue()).orElseThrow();
                    assertThat(detected.language()).isEqualTo(language.getKey());
                    assertThat(detected.confidence()).isBetween(0.8, 1.0);
                    assertThat(detected.candidates().get(0).language()).isEqualTo(language.getKey());
                }));
    }

    @Test
    void isLessSureOfLess() {
        double sentence = DETECTOR.detect("Ich h\u00e4tte gerne ein Bier, bitte, und zwar ein gro\u00dfes.")
                .orElseThrow()
                .confidence();
        double word = DETECTOR.detect("Bier gerne").orElseThrow().confidence();
        assertThat(word).isLessThan(sentence);
    }

    @Test
    void confidencesAreShares() {
        DetectedLanguage detected =
                DETECTOR.detect("Ahoj, ako sa m\u00e1\u0161?").orElseThrow();
        assertThat(detected.candidates()).hasSizeBetween(1, 5);
        assertThat(detected.candidates().stream()
                        .mapToDouble(DetectedLanguage.Candidate::confidence)
                        .sum())
                .isBetween(0.0, 1.0 + 1e-9);
    }

    @Test
    void textsWithoutLettersHaveNone() {
        assertThat(DETECTOR.detect("12345 !!!")).isEmpty();
        assertThat(DETECTOR.detect("")).isEmpty();
    }

    @Test
    void readsOnlyTheBeginningOfLongTexts() {
        String german = "Der Ausschuss entscheidet n\u00e4chste Woche. ".repeat(200);
        String english = "The committee will decide. ".repeat(9000);
        assertThat(DETECTOR.detect(german + english).orElseThrow().language()).isEqualTo("de");
    }
}
