package cz.statex.aiworkers.core.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSeq2Seq;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.generation.rule.Rules;
import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.PublishedSettings;
import cz.statex.aiworkers.core.generation.settings.Search;
import cz.statex.aiworkers.core.testing.GoldenModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every search and every rule, on models of the BART family, against what transformers generates with the same weights
 * ({@code golden/bart.py}): all beams, their scores, and how probable each token was.
 */
class GenerationGoldenTest {

    private static final int POSITIONS = 40;
    /** Random weights of this size enlarge the rounding of 32 bits to as much, step by step. */
    private static final double ROUNDING = 5e-3;

    @TempDir
    static Path folder;

    private static TorchEngine engine;

    @BeforeAll
    static void open() {
        engine = new TorchEngine(new TorchSettings("cpu", 1, 1, null));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"marian", "marian-two", "bart", "mbart", "m2m100"})
    void generatesWhatTransformersGenerates(String name) throws Exception {
        try (GoldenModel golden = GoldenModel.open("bart/" + name);
                TorchModel model = load(golden, name);
                EncodedBatch batch = encode(golden, model)) {
            for (JsonNode reference : golden.json("generated.json")) {
                assertGenerates(batch, reference, name);
            }
        }
    }

    /** The reference is of each row alone, ours of all rows in one padded batch. */
    private static void assertGenerates(EncodedBatch batch, JsonNode reference, String name) throws Exception {
        Map<String, Object> published = map(reference.get("settings"));
        GenerationSettings settings = PublishedSettings.of(published);
        List<long[]> prefixes = Collections.nCopies(batch.rows(), prefix(published, settings));
        List<GeneratedSequence> best = new Generator(settings).generate(batch, prefixes, StepListener.NONE);
        List<List<GeneratedSequence>> all = all(batch, settings, prefixes);
        for (int row = 0; row < batch.rows(); row++) {
            String what = name + " " + published + " row " + row;
            JsonNode sequences = reference.get("rows").get(row);
            assertThat(best.get(row)).as(what).isEqualTo(all.get(row).get(0));
            assertThat(best.get(row).logProbabilities())
                    .as(what)
                    .usingElementComparator((a, b) -> Math.abs(a - b) < ROUNDING ? 0 : Float.compare(a, b))
                    .isEqualTo(floats(sequences.get(0).get("log_probabilities")));
            assertThat(all.get(row)).as(what).hasSize(sequences.size());
            for (int beam = 0; beam < sequences.size(); beam++) {
                GeneratedSequence sequence = all.get(row).get(beam);
                assertThat(sequence.tokens())
                        .as(what)
                        .isEqualTo(integers(sequences.get(beam).get("tokens")));
                assertThat(sequence.score())
                        .as(what)
                        .isCloseTo(sequences.get(beam).get("score").doubleValue(), within(ROUNDING));
            }
        }
    }

    private static List<List<GeneratedSequence>> all(
            EncodedBatch batch, GenerationSettings settings, List<long[]> prefixes) throws Exception {
        try (DecoderState state = batch.start()) {
            return settings.search() instanceof Search.Beam beam
                    ? new BeamSearch(settings, beam, Rules.of(settings), StopCriterion.NONE)
                            .run(state, prefixes, StepListener.NONE)
                    : new TokenByToken(settings, Rules.of(settings), StopCriterion.NONE)
                            .run(state, prefixes, StepListener.NONE).stream()
                                    .map(List::of)
                                    .toList();
        }
    }

    private static long[] prefix(Map<String, Object> published, GenerationSettings settings) {
        return published.get("prefix") instanceof List<?> tokens
                ? tokens.stream()
                        .mapToLong(token -> ((Number) token).longValue())
                        .toArray()
                : new long[] {settings.tokens().start()};
    }

    private static TorchModel load(GoldenModel golden, String name) throws Exception {
        Path archive = folder.resolve(name + ".pt");
        return engine.load(Files.exists(archive) ? archive : golden.archive(archive), name);
    }

    private static EncodedBatch encode(GoldenModel golden, TorchModel model) throws Exception {
        return new TorchSeq2Seq(model, POSITIONS, POSITIONS).encode(golden.texts());
    }

    private static Map<String, Object> map(JsonNode json) {
        return JsonMapper.shared().convertValue(json, new TypeReference<Map<String, Object>>() {});
    }

    private static List<Long> integers(JsonNode array) {
        return array.valueStream().map(JsonNode::longValue).toList();
    }

    private static List<Float> floats(JsonNode array) {
        return array.valueStream().map(JsonNode::floatValue).toList();
    }
}
