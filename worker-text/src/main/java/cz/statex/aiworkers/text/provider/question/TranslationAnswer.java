package cz.statex.aiworkers.text.provider.question;

import cz.statex.aiworkers.text.provider.HostedQuestion;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A translation by a hosted model.
 *
 * @param translation the translation
 * @param sourceLang language of the text, as ISO 639-1
 * @param targetLang language of the translation, as ISO 639-1
 * @param confidence how sure the model says it is, 0 to 1
 */
public record TranslationAnswer(
        @NotBlank String translation,
        @NotNull @Pattern(regexp = "[a-z]{2,3}") String sourceLang,
        @NotNull @Pattern(regexp = "[a-z]{2,3}") String targetLang,
        @DecimalMin("0") @DecimalMax("1") double confidence) {

    /**
     * Asks for a translation.
     *
     * @param source language of the text as ISO 639-1; null to have it detected
     * @param target wanted language as ISO 639-1
     */
    public static HostedQuestion<TranslationAnswer> question(String text, @Nullable String source, String target) {
        return new HostedQuestion<>(
                "Translate the text of the user" + (source == null ? "" : " from the language " + source)
                        + " to the language " + target + " (ISO 639-1). Keep paragraphs, placeholders such as {name}"
                        + " or %s, addresses and numbers as they are."
                        + "\ntranslation: the translation alone."
                        + "\nsource_lang: the language of the text, as a lower-case ISO 639-1 code."
                        + "\ntarget_lang: " + target + "."
                        + "\nconfidence: how sure you are that it is right, from 0 to 1.",
                text,
                TranslationAnswer.class,
                answer -> answer.targetLang().equals(target)
                        ? Optional.empty()
                        : Optional.of("target_lang is not " + target));
    }
}
