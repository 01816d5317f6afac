package cz.statex.aiworkers.text.model.translation;

import java.util.OptionalLong;

/**
 * M2M100 and NLLB: the source language is a token before the sentence, the target language one that the translation is
 * made to begin with: {@code __de__}, or {@code deu_Latn}.
 */
final class ManyToManyFamily implements Family {

    private final Pieces pieces;
    private final long end;

    ManyToManyFamily(Pieces pieces, long end) {
        this.pieces = pieces;
        this.end = end;
    }

    @Override
    public boolean knows(String source, String target) {
        return first(source).isPresent() && first(target).isPresent();
    }

    @Override
    public long[] input(String sentence, String source, String target) {
        return Family.framed(first(source), pieces.encode(sentence), end);
    }

    @Override
    public OptionalLong first(String language) {
        OptionalLong twoLetters = pieces.id("__" + language + "__");
        if (twoLetters.isPresent()) {
            return twoLetters;
        }
        String written = LanguageCodes.flores(language);
        return pieces.tokens().stream()
                .filter(token -> token.equals(written) || token.startsWith(written + "_"))
                .sorted()
                .mapToLong(token -> pieces.id(token).orElseThrow())
                .findFirst();
    }
}
