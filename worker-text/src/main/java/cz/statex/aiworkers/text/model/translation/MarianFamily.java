package cz.statex.aiworkers.text.model.translation;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * Marian (opus-mt): models of several target languages are told the wanted one by a token such as {@code >>deu<<} before
 * the sentence; models of one pair are told nothing.
 */
final class MarianFamily implements Family {

    private final Pieces pieces;
    private final long end;
    private final boolean isTold;

    MarianFamily(Pieces pieces, long end) {
        this.pieces = pieces;
        this.end = end;
        this.isTold = pieces.tokens().stream().anyMatch(token -> token.startsWith(">>"));
    }

    @Override
    public boolean knows(String source, String target) {
        return !isTold || token(target).isPresent();
    }

    @Override
    public long[] input(String sentence, String source, String target) {
        return Family.framed(token(target), pieces.encode(sentence), end);
    }

    @Override
    public OptionalLong first(String target) {
        return OptionalLong.empty();
    }

    private OptionalLong token(String language) {
        OptionalLong threeLetters = pieces.id(">>" + LanguageCodes.threeLetters(language) + "<<");
        return threeLetters.isPresent() ? threeLetters : pieces.id(">>" + language.toLowerCase(Locale.ROOT) + "<<");
    }
}
