package cz.statex.aiworkers.text.model.translation;

import java.util.OptionalLong;

/** T5: the task is written before the sentence, in English. */
final class PromptFamily implements Family {

    private final Pieces pieces;
    private final long end;

    PromptFamily(Pieces pieces, long end) {
        this.pieces = pieces;
        this.end = end;
    }

    @Override
    public boolean knows(String source, String target) {
        return true;
    }

    @Override
    public long[] input(String sentence, String source, String target) {
        String task =
                "translate " + LanguageCodes.english(source) + " to " + LanguageCodes.english(target) + ": " + sentence;
        return Family.framed(OptionalLong.empty(), pieces.encode(task), end);
    }

    @Override
    public OptionalLong first(String target) {
        return OptionalLong.empty();
    }
}
