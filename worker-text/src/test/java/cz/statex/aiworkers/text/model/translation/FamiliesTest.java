package cz.statex.aiworkers.text.model.translation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What stands around a sentence, by the families' tokenizers in transformers 4.53. */
class FamiliesTest {

    private static final long END = 2;

    /** Words are their lengths. */
    private record WordLengths(Map<String, Long> special) implements Pieces {

        @Override
        public long[] encode(String text) {
            return List.of(text.split(" ")).stream().mapToLong(String::length).toArray();
        }

        @Override
        public String decode(List<Long> pieces) {
            throw new UnsupportedOperationException();
        }

        @Override
        public OptionalLong id(String token) {
            return special.containsKey(token) ? OptionalLong.of(special.get(token)) : OptionalLong.empty();
        }

        @Override
        public Set<String> tokens() {
            return special.keySet();
        }

        @Override
        public long unknown() {
            return -1;
        }

        @Override
        public void close() {}
    }

    @Test
    void marianIsToldTheTargetLanguageIfItHasSeveral() {
        Family several = new MarianFamily(new WordLengths(Map.of(">>deu<<", 100L, ">>pt<<", 101L, "</s>", 2L)), END);
        assertThat(several.input("ab abc", "en", "de")).containsExactly(100, 2, 3, END);
        assertThat(several.input("ab", "en", "pt")).containsExactly(101, 2, END);
        assertThat(several.knows("en", "de")).isTrue();
        assertThat(several.knows("en", "fr")).isFalse();
        Family one = new MarianFamily(new WordLengths(Map.of("</s>", 2L)), END);
        assertThat(one.input("ab abc", "en", "de")).containsExactly(2, 3, END);
        assertThat(one.knows("en", "de")).isTrue();
        assertThat(one.first("de")).isEmpty();
    }

    @Test
    void manyToManyModelsReadTheSourceLanguageAndBeginWithTheTarget() {
        Family m2m100 = new ManyToManyFamily(new WordLengths(Map.of("__en__", 100L, "__de__", 101L)), END);
        assertThat(m2m100.input("ab abc", "en", "de")).containsExactly(100, 2, 3, END);
        assertThat(m2m100.first("de")).hasValue(101);
        assertThat(m2m100.knows("en", "fr")).isFalse();
        Family nllb = new ManyToManyFamily(
                new WordLengths(Map.of(
                        "eng_Latn", 100L, "deu_Latn", 101L, "arb_Arab", 102L, "zho_Hans", 103L, "zho_Hant", 104L)),
                END);
        assertThat(nllb.input("ab", "en", "de")).containsExactly(100, 2, END);
        assertThat(nllb.first("de")).hasValue(101);
        assertThat(nllb.first("ar")).hasValue(102);
        assertThat(nllb.first("zh")).hasValue(103);
        assertThat(nllb.knows("de", "en")).isTrue();
        assertThat(nllb.knows("de", "cs")).isFalse();
    }

    @Test
    void t5IsAskedInEnglish() {
        Family t5 = new PromptFamily(new WordLengths(Map.of()), 1);
        assertThat(t5.input("Hi", "en", "de"))
                .containsExactly(
                        "translate".length(), "English".length(), "to".length(), "German:".length(), "Hi".length(), 1);
        assertThat(t5.first("de")).isEmpty();
        assertThat(t5.knows("en", "ro")).isTrue();
    }

    @Test
    void codesAreThoseOfIso639() {
        assertThat(LanguageCodes.isLanguage("de")).isTrue();
        assertThat(LanguageCodes.isLanguage("ast")).isTrue();
        assertThat(LanguageCodes.isLanguage("xx")).isFalse();
        assertThat(LanguageCodes.isLanguage("")).isFalse();
        assertThat(LanguageCodes.isLanguage("german")).isFalse();
        assertThat(LanguageCodes.threeLetters("fr")).isEqualTo("fra");
        assertThat(LanguageCodes.m2m100Tokens())
                .hasSize(100)
                .contains("__de__")
                .isSortedAccordingTo(Comparator.naturalOrder());
    }
}
