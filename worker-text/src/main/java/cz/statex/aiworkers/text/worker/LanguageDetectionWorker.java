package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.schema.Examples;
import cz.statex.aiworkers.text.analysis.DetectedLanguage;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells in which language texts are written. */
final class LanguageDetectionWorker extends BaseWorker<LanguageDetectionWorker.Input, LanguageDetectionWorker.Output> {

    private final LanguageDetector detector;

    /** What the language of a text is called that does not tell it, as in ISO 639. */
    static final String UNDETERMINED = "und";

    /**
     * One text or several; the more a text has, the surer the answer.
     *
     * @param text the text, if it is one
     * @param texts the texts, if they are several; then {@code text} must be absent
     */
    @Examples({
        """
            {"text": "Kde je nejbližší nádraží?"}
            """,
        """
            {"texts": ["Where is the station?", "Où est la gare ?"]}
            """
    })
    record Input(@Nullable String text, @Nullable @Size(min = 1, max = InputText.MAX_TEXTS) List<String> texts) {}

    /**
     * The language; of several texts only {@code results}.
     *
     * @param language the likeliest, as ISO 639-1
     * @param confidence how likely it is, 0 to 1
     * @param candidates the likeliest languages, likeliest first
     * @param results for each of several texts, in order, the same; of one that has too few letters to tell, the language
     *     is {@code und}
     */
    @Examples({
        """
            {"language": "cs", "confidence": 0.99,
             "candidates": [{"language": "cs", "confidence": 0.99}, {"language": "sk", "confidence": 0.01}]}
            """,
        """
            {"results": [
              {"language": "en", "confidence": 1.0, "candidates": [{"language": "en", "confidence": 1.0}]},
              {"language": "fr", "confidence": 1.0, "candidates": [{"language": "fr", "confidence": 1.0}]}]}
            """
    })
    record Output(
            @Nullable String language,
            @Nullable Double confidence,
            @Nullable List<DetectedLanguage.Candidate> candidates,
            @Nullable List<DetectedLanguage> results) {}

    LanguageDetectionWorker(LanguageDetector detector) {
        super("text.language", Input.class, Output.class);
        this.detector = detector;
    }

    @Override
    protected Output process(Input input, TaskContext context) throws TaskFailure {
        List<String> texts = InputText.oneOrSeveral(input.text(), input.texts());
        if (input.text() != null) {
            DetectedLanguage detected = detector.detect(input.text())
                    .orElseThrow(() -> new TaskFailure.Permanent(new TaskError(
                            ErrorCode.INVALID_INPUT,
                            "text has too few letters to tell a language",
                            false,
                            Map.of("field", "text"))));
            return new Output(detected.language(), detected.confidence(), detected.candidates(), null);
        }
        List<DetectedLanguage> results = new ArrayList<>(texts.size());
        for (String text : texts) {
            context.checkpoint();
            results.add(detector.detect(text).orElse(new DetectedLanguage(UNDETERMINED, 0, List.of())));
            context.progress(
                    100 * results.size() / texts.size(), "looked at " + results.size() + " of " + texts.size());
        }
        return new Output(null, null, null, results);
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
