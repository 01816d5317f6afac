package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.text.analysis.DetectedLanguage;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import java.util.List;
import java.util.Optional;

/** Tells in which language a text is written. */
final class LanguageDetectionWorker extends BaseWorker<LanguageDetectionWorker.Input, LanguageDetectionWorker.Output> {

    private final LanguageDetector detector;

    /**
     * What to look at.
     *
     * @param text the text; the more it has, the surer the answer
     */
    record Input(String text) {}

    /**
     * The language.
     *
     * @param language the likeliest, as ISO 639-1
     * @param confidence how likely it is, 0 to 1
     * @param candidates the likeliest languages, likeliest first
     */
    record Output(String language, double confidence, List<DetectedLanguage.Candidate> candidates) {}

    LanguageDetectionWorker(LanguageDetector detector) {
        super("text.language", Input.class, Output.class);
        this.detector = detector;
    }

    @Override
    protected Output process(Input input, TaskContext context) throws TaskFailure {
        InputText.requireText("text", input.text());
        DetectedLanguage detected = detector.detect(input.text())
                .orElseThrow(() -> new TaskFailure.Permanent(
                        ErrorCode.INVALID_INPUT, "text has too few letters to tell a language"));
        return new Output(detected.language(), detected.confidence(), detected.candidates());
    }

    @Override
    public void warmUp() {
        detector.warmUp();
    }

    @Override
    public Optional<ModelRef> model() {
        return Optional.of(new ModelRef(LanguageDetector.NAME, LanguageDetector.VERSION, "cpu", null));
    }

    @Override
    public boolean cacheable() {
        return true;
    }
}
