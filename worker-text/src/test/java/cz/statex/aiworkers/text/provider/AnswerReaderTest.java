package cz.statex.aiworkers.text.provider;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.text.provider.question.TranslationAnswer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {

    private final AnswerReader reader = new AnswerReader();

    @Test
    void bracesBeforeAndAfterTheAnswerAreWords() {
        assertThat(translation("The text has {name} in it, so: " + german("Hallo {name}!") + " I kept {name}."))
                .isEqualTo("Hallo {name}!");
    }

    @Test
    void ofDraftsTheLastIsTheAnswer() {
        assertThat(translation("<think>" + german("Guter Tag") + " is wrong.</think>" + german("Guten Tag")))
                .isEqualTo("Guten Tag");
        assertThat(translation(german("Guten Tag") + " {\"note\": \"all kept\"}"))
                .isEqualTo("Guten Tag");
    }

    @Test
    void theLanguageMustBeTheWantedOne() {
        assertThat(read(german("Bonjour").replace("\"de\"", "\"fr\"")).fault()).isEqualTo("target_lang is not de");
    }

    @Test
    void whatIsNoneSaysWhy() {
        assertThat(read(null).fault()).isEqualTo("it holds no JSON object");
        assertThat(read("{ {name}").fault()).isEqualTo("it is no valid JSON");
        assertThat(read("Not {this}, but {\"translation\": \"\"}").fault()).isNotEqualTo("it is no valid JSON");
        assertThat(read("{".repeat(100_000)).fault()).isEqualTo("it is no valid JSON");
    }

    private static String german(String translation) {
        return "{\"translation\":\"" + translation
                + "\",\"source_lang\":\"en\",\"target_lang\":\"de\",\"confidence\":0.8}";
    }

    private @Nullable String translation(String text) {
        TranslationAnswer answer = read(text).value();
        return answer == null ? null : answer.translation();
    }

    private AnswerReader.Read<TranslationAnswer> read(@Nullable String text) {
        return reader.read(text, TranslationAnswer.question("Good day {name}", "en", "de"));
    }
}
