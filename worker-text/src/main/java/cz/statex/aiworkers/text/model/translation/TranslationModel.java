package cz.statex.aiworkers.text.model.translation;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSeq2Seq;
import cz.statex.aiworkers.core.generation.EncodedBatch;
import cz.statex.aiworkers.core.generation.GeneratedSequence;
import cz.statex.aiworkers.core.generation.GeneratedSequence.Ending;
import cz.statex.aiworkers.core.generation.Generator;
import cz.statex.aiworkers.core.generation.StepListener;
import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.InvalidSettingException;
import cz.statex.aiworkers.core.generation.settings.Lengths;
import cz.statex.aiworkers.core.generation.settings.PublishedSettings;
import cz.statex.aiworkers.core.generation.settings.Search;
import cz.statex.aiworkers.core.generation.settings.TokenRules;
import cz.statex.aiworkers.core.model.LoadedModel;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.text.model.WritingModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A model that translates sentences: Marian (opus-mt), M2M100, NLLB or T5. Thread-safe: batches of several threads are
 * computed in turns.
 */
public final class TranslationModel implements LoadedModel {

    private static final int USUAL_LENGTH = 512;

    private final TorchModel model;
    private final TorchSeq2Seq seq2seq;
    private final Pieces pieces;
    private final Family family;
    private final GenerationSettings published;
    private final ModelRef ref;
    private final int maxTokens;
    private final int longest;

    /**
     * A translated sentence.
     *
     * @param text the translation
     * @param tokens tokens that were chosen
     * @param logProbability the sum of their log-probabilities
     * @param complete whether the model ended it; otherwise it ended at the length limit
     */
    public record Sentence(String text, int tokens, double logProbability, boolean complete) {}

    private TranslationModel(
            TorchModel model, Pieces pieces, ModelEntry entry, Map<String, Object> config, ModelRef ref) {
        this.model = model;
        this.pieces = pieces;
        this.ref = ref;
        this.published = PublishedSettings.of(config);
        long end = published.tokens().ends().get(0);
        this.family = family(entry.program(), pieces, end, config);
        this.maxTokens = entry.maxTokens() > 0 ? entry.maxTokens() : USUAL_LENGTH;
        int positions =
                config.get("max_position_embeddings") instanceof Number number ? number.intValue() : USUAL_LENGTH;
        this.longest = Math.max(positions, maxTokens);
        this.seq2seq = new TorchSeq2Seq(model, maxTokens, longest);
    }

    /** Asks for the model that {@code choice} names at the time, as a translator that runs on {@code engine}. */
    public static ModelSpec<TranslationModel> spec(Supplier<ModelEntry> choice, TorchEngine engine) {
        return new ModelSpec<>(
                choice,
                TranslationModel.class,
                (files, placement) -> WritingModels.load(
                        files,
                        placement,
                        engine,
                        "translate",
                        TranslationModel::pieces,
                        (model, pieces, config, ref) ->
                                new TranslationModel(model, pieces, files.entry(), config, ref)));
    }

    private static Pieces pieces(ModelFiles files) throws IOException {
        Map<String, Path> artifacts = files.artifacts();
        if (artifacts.containsKey("tokenizer")) {
            return JsonPieces.open(files.artifact("tokenizer"));
        }
        if (artifacts.containsKey("vocabulary") && artifacts.containsKey("sentencepiece.source")) {
            return SentencePieces.open(files.artifact("sentencepiece.source"), files.artifact("vocabulary"), List.of());
        }
        if (artifacts.containsKey("vocabulary") && artifacts.containsKey("sentencepiece")) {
            return SentencePieces.open(
                    files.artifact("sentencepiece"), files.artifact("vocabulary"), LanguageCodes.m2m100Tokens());
        }
        throw new IOException("it needs the artifacts tokenizer, or sentencepiece.source and vocabulary, but has "
                + artifacts.keySet());
    }

    private static Family family(String program, Pieces pieces, long end, Map<String, Object> config) {
        if (program.equals("t5")) {
            return new PromptFamily(pieces, end);
        }
        List<?> architectures = config.get("architectures") instanceof List<?> names ? names : List.of();
        if (architectures.contains("MarianMTModel")) {
            return new MarianFamily(pieces, end);
        }
        if (architectures.contains("M2M100ForConditionalGeneration")) {
            return new ManyToManyFamily(pieces, end);
        }
        throw new IllegalArgumentException("program " + program + " with architectures " + architectures
                + " is none that is known to translate: MarianMTModel, M2M100ForConditionalGeneration and T5 are");
    }

    /** Whether it can be told of both languages; whether it was trained on them the catalog says. */
    public boolean knows(String source, String target) {
        return family.knows(source, target);
    }

    /** Most tokens that it reads, those for the languages and the end included. */
    public int maxTokens() {
        return maxTokens;
    }

    /** Beams that it was published with. */
    public int beams() {
        return published.search() instanceof Search.Beam beam ? beam.beams() : 1;
    }

    /** The tokens of a sentence, which may be more than the model reads. */
    public long[] encode(String sentence, String source, String target) {
        return family.input(sentence, source, target);
    }

    /** Whether {@code text} has something that the vocabulary cannot write. */
    public boolean isStrange(String text) {
        for (long piece : pieces.encode(text)) {
            if (piece == pieces.unknown()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Translates a batch; memory and time grow with their number times the longest.
     *
     * @param batch sentences as {@link #encode} made them
     * @param beams sequences that are followed, 1 for greedy
     * @param newTokens longest translation in tokens
     * @param listener called before each step; may stop the work by throwing
     * @return the translations, in order
     * @throws InterruptedException if the thread is interrupted
     * @throws InvalidSettingException if {@code beams} or {@code newTokens} is out of range
     */
    public List<Sentence> translate(List<long[]> batch, String target, int beams, int newTokens, StepListener listener)
            throws InterruptedException {
        Generator generator = new Generator(settings(target, beams, newTokens));
        try (EncodedBatch encoded = seq2seq.encode(batch)) {
            return generator.generate(encoded, listener).stream()
                    .map(this::sentence)
                    .toList();
        }
    }

    private GenerationSettings settings(String target, int beams, int newTokens) {
        Search search = beams == 1
                ? new Search.Greedy()
                : published.search() instanceof Search.Beam beam
                        ? new Search.Beam(beams, beam.lengthPenalty(), beam.earlyStopping())
                        : new Search.Beam(beams);
        OptionalLong first = family.first(target);
        TokenRules rules = first.isPresent() ? published.rules().withForcedFirst(first.getAsLong()) : published.rules();
        return published
                .with(Lengths.newTokens(Math.min(newTokens, longest - 1)))
                .with(search)
                .with(rules);
    }

    private Sentence sentence(GeneratedSequence generated) {
        double sum = generated.logProbabilities().stream()
                .mapToDouble(Float::doubleValue)
                .sum();
        return new Sentence(
                pieces.decode(generated.tokens()),
                generated.tokens().size(),
                sum,
                generated.ending() == Ending.END_TOKEN);
    }

    @Override
    public ModelRef ref() {
        return ref;
    }

    @Override
    public long bytes() {
        return model.bytes();
    }

    /** Runs it on one sentence of each length, every four times the one before, up to the longest it reads. */
    @Override
    public void warmUp() throws InterruptedException {
        long end = published.tokens().ends().get(0);
        for (int length = 1; length <= maxTokens; length *= 4) {
            long[] tokens = new long[length];
            Arrays.fill(tokens, end);
            translate(List.of(tokens), "en", 2, 2, StepListener.NONE);
        }
    }

    @Override
    public void close() {
        try {
            model.close();
        } finally {
            pieces.close();
        }
    }
}
