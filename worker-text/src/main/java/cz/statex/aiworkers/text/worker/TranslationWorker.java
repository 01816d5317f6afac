package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.schema.Examples;
import cz.statex.aiworkers.text.analysis.translation.Translation;
import cz.statex.aiworkers.text.analysis.translation.TranslationModels;
import cz.statex.aiworkers.text.analysis.translation.TranslationRequest;
import cz.statex.aiworkers.text.analysis.translation.Translator;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.provider.HostedUsage;
import cz.statex.aiworkers.text.provider.Provider;
import cz.statex.aiworkers.text.provider.question.TranslationAnswer;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Translates texts sentence by sentence; paragraphs, placeholders, addresses and numbers stay as they are. */
final class TranslationWorker extends BaseWorker<TranslationWorker.Input, TranslationWorker.Output> {

    private static final int MAX_TEXTS = 1024;
    /** The longest tag of a language that BCP 47 (RFC 5646) recommends to have room for. */
    private static final int MAX_LANGUAGE = 35;

    private static final int MAX_CHARACTERS = 200_000;
    private static final String DETECT = "auto";

    private final Translator translator;
    private final HostedWork hosted;

    /**
     * What to translate.
     *
     * @param text the text, if it is one
     * @param texts the texts, if they are several of one language; then {@code text} must be absent
     * @param sourceLang language of the texts as ISO 639-1; {@code auto}, or absent, to have it detected
     * @param targetLang wanted language as ISO 639-1
     * @param model catalog name of the model; the first that knows both languages if absent
     * @param beams translations that are followed at the same time: more are slower and often better; as the model was
     *     published if absent
     * @param maxLength most tokens of a sentence's translation; twice those of the sentence and a few if absent
     * @param provider who answers: the fleet's own models, {@code local}, if absent
     * @param providerModel the provider's model; its configured default if absent
     */
    @Examples({
        """
            {"text": "Where is the station?", "target_lang": "de"}
            """,
        """
            {"texts": ["Guten Tag, {name}!", "Wir haben 12 Bücher."], "source_lang": "de", "target_lang": "en",
             "beams": 2}
            """
    })
    record Input(
            @Nullable String text,
            @Nullable @Size(min = 1, max = MAX_TEXTS) List<String> texts,
            @Nullable @Size(max = MAX_LANGUAGE) String sourceLang,
            @Size(max = MAX_LANGUAGE) String targetLang,
            @Nullable @Size(max = 200) String model,
            @Nullable @Min(1) @Max(16) Integer beams,
            @Nullable @Min(1) @Max(1024) Integer maxLength,
            @Nullable Provider provider,
            @Nullable @Size(max = 200) String providerModel) {}

    /**
     * The translation.
     *
     * @param translation of {@code text}, if it was one
     * @param translations of {@code texts}, in order, if they were several
     * @param sourceLang language of the texts, given or detected
     * @param targetLang language of the translations
     * @param confidence how sure the model was of its words, 0 to 1
     * @param model the model, as {@code name@version}; absent if the texts were in the target language already
     * @param segments sentences that there were
     * @param cutSegments of them, those longer than the model reads, which were translated in parts
     * @param patchedSegments of them, those in which only what is between placeholders, addresses and numbers was translated,
     *     because the model did not keep them
     * @param unfinishedSegments translations that ended at the length limit
     * @param usage what a hosted model took; absent if none answered
     */
    @Examples(
            """
            {"translation": "Wo ist der Bahnhof?", "source_lang": "en", "target_lang": "de", "confidence": 0.93,
             "model": "tatoeba-en-de-fr@1", "segments": 1, "cut_segments": 0, "patched_segments": 0,
             "unfinished_segments": 0}
            """)
    record Output(
            @Nullable String translation,
            @Nullable List<String> translations,
            String sourceLang,
            String targetLang,
            double confidence,
            @Nullable String model,
            int segments,
            int cutSegments,
            int patchedSegments,
            int unfinishedSegments,
            @Nullable HostedUsage usage) {}

    TranslationWorker(Translator translator, HostedModels hosted) {
        super(TranslationModels.TASK, Input.class, Output.class);
        this.translator = translator;
        this.hosted = new HostedWork(hosted);
    }

    @Override
    protected Output process(Input input, TaskContext context) throws TaskFailure, InterruptedException {
        ProviderChoice choice = ProviderChoice.of(input.provider(), input.providerModel(), input.model());
        if (choice.isHosted()) {
            return hosted(input, source(input), choice, context);
        }
        Translation translated = translator.translate(request(input), context);
        boolean isOne = input.text() != null;
        return new Output(
                isOne ? translated.texts().get(0) : null,
                isOne ? null : translated.texts(),
                translated.source(),
                translated.target(),
                translated.confidence(),
                translated.model(),
                translated.segments(),
                translated.cut(),
                translated.patched(),
                translated.unfinished(),
                null);
    }

    /** The language that the task names; null if it is to be detected. */
    private static @Nullable String source(Input input) {
        return DETECT.equalsIgnoreCase(input.sourceLang()) ? null : input.sourceLang();
    }

    private static TranslationRequest request(Input input) throws TaskFailure {
        return new TranslationRequest(
                texts(input), source(input), input.targetLang(), input.model(), input.beams(), input.maxLength());
    }

    private Output hosted(Input input, @Nullable String given, ProviderChoice choice, TaskContext context)
            throws TaskFailure, InterruptedException {
        refuseLocal("beams", input.beams());
        refuseLocal("max_length", input.maxLength());
        String target = Translator.code("target_lang", input.targetLang());
        String source = given == null ? null : Translator.code("source_lang", given);
        List<String> texts = texts(input);
        boolean isOne = input.text() != null;
        InputText.requireHosted(isOne, texts);
        if (source != null && source.equals(target)) {
            return new Output(
                    isOne ? texts.get(0) : null, isOne ? null : texts, source, target, 1, null, 0, 0, 0, 0, null);
        }
        HostedWork.Done<TranslationAnswer> done = hosted.translations(texts, source, target, choice, context);
        List<String> translations =
                done.values().stream().map(TranslationAnswer::translation).toList();
        return new Output(
                isOne ? translations.get(0) : null,
                isOne ? null : translations,
                source == null ? done.values().get(0).sourceLang() : source,
                target,
                done.values().stream()
                        .mapToDouble(TranslationAnswer::confidence)
                        .min()
                        .orElse(0),
                done.usage().model(),
                translations.size(),
                0,
                0,
                0,
                done.usage());
    }

    private static void refuseLocal(String field, @Nullable Integer value) throws TaskFailure {
        if (value != null) {
            throw ProviderChoice.refused(field, field + " is for local models; leave it out, or provider");
        }
    }

    private static List<String> texts(Input input) throws TaskFailure {
        List<String> texts = InputText.oneOrSeveral(input.text(), input.texts());
        long characters = texts.stream().mapToLong(String::length).sum();
        if (characters > MAX_CHARACTERS) {
            throw new TaskFailure.Permanent(new TaskError(
                    ErrorCode.INPUT_TOO_LARGE,
                    "the texts have " + characters + " characters, the limit is " + MAX_CHARACTERS
                            + "; send them in several tasks",
                    false,
                    Map.of(
                            "field",
                            input.text() == null ? "texts" : "text",
                            "value",
                            characters,
                            "limit",
                            MAX_CHARACTERS)));
        }
        return texts;
    }

    @Override
    public void warmUp() throws TaskFailure, InterruptedException {
        translator.warmUp();
    }

    @Override
    public Optional<ModelRef> model() {
        return Optional.of(translator.model());
    }

    @Override
    protected Optional<ModelRef> model(Input input) throws TaskFailure {
        ProviderChoice choice = ProviderChoice.of(input.provider(), input.providerModel(), input.model());
        return choice.isHosted() ? Optional.of(hosted.describe(choice)) : translator.model(request(input));
    }

    @Override
    public boolean cacheable() {
        return true;
    }
}
