package cz.statex.aiworkers.text.analysis.translation;

import cz.statex.aiworkers.text.model.translation.TranslationModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A sentence on its way through the model, in as many windows as it takes. Used by one thread. */
final class Unit {

    /** As much of a sentence as the model reads at a time. */
    static final class Window {

        private final long[] tokens;
        private final String space;
        private TranslationModel.@Nullable Sentence answer;

        /**
         * A window.
         *
         * @param space the white space after it
         */
        Window(long[] tokens, String space) {
            this.tokens = tokens;
            this.space = space;
        }

        long[] tokens() {
            return tokens;
        }

        void answer(TranslationModel.Sentence translated) {
            answer = translated;
        }

        private TranslationModel.Sentence answered() {
            if (answer == null) {
                throw new IllegalStateException("the window was not translated");
            }
            return answer;
        }
    }

    private final List<Window> windows;

    Unit(List<Window> windows) {
        this.windows = windows;
    }

    List<Window> windows() {
        return windows;
    }

    boolean isCut() {
        return windows.size() > 1;
    }

    /** The translation, once all windows have theirs. */
    String translation() {
        return windows.stream()
                .map(window -> window.answered().text() + window.space)
                .collect(Collectors.joining());
    }

    /** What the model said of each window. */
    List<TranslationModel.Sentence> answers() {
        List<TranslationModel.Sentence> answers = new ArrayList<>();
        windows.forEach(window -> answers.add(window.answered()));
        return answers;
    }
}
