package cz.statex.aiworkers.text.analysis.translation;

import cz.statex.aiworkers.core.model.ModelLease;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.text.analysis.DetectedLanguage;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import cz.statex.aiworkers.text.model.translation.LanguageCodes;
import cz.statex.aiworkers.text.model.translation.TranslationModel;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Translates texts sentence by sentence. Paragraphs, white space between sentences, placeholders, tags, addresses and
 * numbers come out as they went in; see {@link TranslationRun} for how. Thread-safe.
 */
public final class Translator {

    /** A detected language that is not the likeliest is taken, if only it can be translated and it is this likely. */
    private static final double LIKELY_ENOUGH = 0.2;

    private static final int DETECT_CHARACTERS = 4000;

    private final ModelManager manager;
    private final TranslationModels models;
    private final LanguageDetector detector;

    /** Translates with {@code models}, lent by {@code manager}. */
    public Translator(ModelManager manager, TranslationModels models, LanguageDetector detector) {
        this.manager = manager;
        this.models = models;
        this.detector = detector;
    }

    /** The model that is asked first. */
    public ModelRef model() {
        return manager.describe(models.preferred());
    }

    /**
     * The model that would be asked for {@code request}; none for texts that are in the target language already.
     *
     * @throws TaskFailure as {@link #translate} does for languages and models
     */
    public Optional<ModelRef> model(TranslationRequest request) throws TaskFailure {
        String target = code("target_lang", request.target());
        String source = request.source() == null ? detected(request, target) : code("source_lang", request.source());
        return source.equals(target)
                ? Optional.empty()
                : Optional.of(manager.describe(models.choose(source, target, request.model())));
    }

    /** Loads that model, which warms it up, and the detector of languages. */
    public void warmUp() throws TaskFailure, InterruptedException {
        detector.warmUp();
        manager.lease(models.preferred()).close();
    }

    /**
     * Translates. Texts that are in the target language already are answered as they are.
     *
     * @param context may stop the work at any time, also within a batch, and is told how far it is
     * @throws TaskFailure if a language is none or no model knows the pair ({@code unsupported_language}), the source
     *     language cannot be told ({@code invalid_input}), or the model cannot be had
     * @throws InterruptedException if the caller is interrupted
     */
    public Translation translate(TranslationRequest request, TaskContext context)
            throws TaskFailure, InterruptedException {
        String target = code("target_lang", request.target());
        String source = request.source() == null ? detected(request, target) : code("source_lang", request.source());
        if (source.equals(target)) {
            return new Translation(request.texts(), source, target, 1, null, 0, 0, 0, 0);
        }
        try (ModelLease<TranslationModel> lease = manager.lease(models.choose(source, target, request.model()))) {
            TranslationModel model = lease.model();
            if (!model.knows(source, target)) {
                throw models.unsupported(source, target);
            }
            return new TranslationRun(model, source, target, request, context).run();
        }
    }

    private String detected(TranslationRequest request, String target) throws TaskFailure {
        StringBuilder read = new StringBuilder();
        for (String text : request.texts()) {
            if (read.length() < DETECT_CHARACTERS) {
                read.append(text, 0, Math.min(text.length(), DETECT_CHARACTERS)).append('\n');
            }
        }
        Supplier<TaskFailure> untold = () -> failure(
                ErrorCode.INVALID_INPUT,
                "source_lang",
                null,
                "the language cannot be told: there are too few letters; give source_lang");
        DetectedLanguage language = detector.detect(read.toString()).orElseThrow(untold);
        return language.candidates().stream()
                .filter(candidate -> candidate.confidence() >= LIKELY_ENOUGH)
                .map(DetectedLanguage.Candidate::language)
                .filter(code -> code.equals(target) || models.translates(code, target, request.model()))
                .findFirst()
                .orElseThrow(() -> models.unsupported(language.language(), target));
    }

    /**
     * The code of a language as tasks give it: {@code DE} and {@code de-AT} are {@code de}.
     *
     * @param field where it was given
     * @throws TaskFailure if it stands for no language
     */
    public static String code(String field, String language) throws TaskFailure {
        String code = language.strip().toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
        if (!LanguageCodes.isLanguage(code)) {
            throw failure(
                    ErrorCode.UNSUPPORTED_LANGUAGE,
                    field,
                    language,
                    field + " must be the ISO 639 code of a language, for example de"
                            + (field.equals("source_lang") ? ", or auto" : ""));
        }
        return code;
    }

    private static TaskFailure failure(ErrorCode code, String field, @Nullable String value, String message) {
        return new TaskFailure.Permanent(new TaskError(
                code, message, false, value == null ? Map.of("field", field) : Map.of("field", field, "value", value)));
    }
}
