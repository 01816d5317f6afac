package cz.statex.aiworkers.core.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import cz.statex.aiworkers.core.generation.DecoderState;
import cz.statex.aiworkers.core.generation.EncodedBatch;
import cz.statex.aiworkers.core.generation.Generator;
import cz.statex.aiworkers.core.generation.StepListener;
import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.Lengths;
import cz.statex.aiworkers.core.generation.settings.Search;
import cz.statex.aiworkers.core.generation.settings.SpecialTokens;
import cz.statex.aiworkers.core.testing.GoldenModel;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real engine on a tiny model. */
class TorchSeq2SeqTest {

    private static final int POSITIONS = 40;
    private static final GenerationSettings SETTINGS = GenerationSettings.greedy(
                    new SpecialTokens(2, 2), Lengths.total(POSITIONS))
            .with(new Search.Beam(3));

    @TempDir
    static Path folder;

    private static TorchEngine engine;
    private static Path archive;

    @BeforeAll
    static void makeArchive() throws Exception {
        engine = new TorchEngine(new TorchSettings("cpu", 1, 1, null));
        try (GoldenModel golden = GoldenModel.open("bart/bart")) {
            archive = golden.archive(folder.resolve("bart.pt"));
        }
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void nothingNativeIsLeftHoweverAGenerationEnds() throws Exception {
        try (TorchModel model = engine.load(archive, "bart")) {
            TorchSeq2Seq seq2Seq = new TorchSeq2Seq(model, POSITIONS, POSITIONS);
            generate(seq2Seq, StepListener.NONE);
            int before = held(model);
            for (int round = 0; round < 3; round++) {
                generate(seq2Seq, StepListener.NONE);
                assertThatThrownBy(() -> generate(seq2Seq, atStepFour(() -> {
                            throw new IllegalArgumentException("stopped");
                        })))
                        .hasMessage("stopped");
                assertThatThrownBy(() -> generate(
                                seq2Seq, atStepFour(() -> Thread.currentThread().interrupt())))
                        .isInstanceOf(InterruptedException.class);
                // This program takes tokens, not samples.
                assertThatThrownBy(() -> seq2Seq.encode(new float[][] {{1, 2}}))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("model bart failed in encode");
            }
            assertThat(held(model)).isEqualTo(before);
        }
    }

    private static StepListener atStepFour(Runnable action) {
        return (step, limit, open) -> {
            if (step == 4) {
                action.run();
            }
        };
    }

    /** How many sessions and tensors the model's memory holds. DJL counts its tensors only, not those of its parts. */
    private static int held(TorchModel model) throws ReflectiveOperationException {
        try (TorchSession session = model.open()) {
            NDManager memory =
                    session.tensor(new long[1], 1).array().getManager().getParentManager();
            Field resources = BaseNDManager.class.getDeclaredField("resources");
            resources.setAccessible(true);
            return ((Map<?, ?>) resources.get(memory)).size();
        }
    }

    private static void generate(TorchSeq2Seq model, StepListener listener) throws InterruptedException {
        try (EncodedBatch batch = model.encode(List.of(new long[] {5, 6, 7}, new long[] {8}))) {
            assertThat(new Generator(SETTINGS).generate(batch, listener)).hasSize(2);
        }
    }

    /** A decoding holds the state of its last step only, however many steps it has made. */
    @Test
    void formerStatesAreFreedStepByStep() throws Exception {
        try (TorchModel model = engine.load(archive, "bart");
                TorchSession session = model.open();
                NDManager memory = Engine.getEngine("PyTorch").newBaseManager()) {
            List<TorchTensor> beginning = session.call(
                    "encode",
                    Argument.of(session.tensor(new long[] {5, 6, 7}, 1, 3)),
                    Argument.of(session.tensor(new long[] {1, 1, 1}, 1, 3)));
            DecoderState state = new TorchDecoderState(new TorchSession(model, memory), beginning);
            state.step(new long[][] {{2}});
            BaseNDManager own = (BaseNDManager) memory;
            int afterOne = own.getManagedArrays().size();
            for (int step = 0; step < 10; step++) {
                state.step(new long[][] {{5}});
                state.select(new int[] {0});
            }
            assertThat(own.getManagedArrays()).hasSize(afterOne).hasSameSizeAs(beginning);
            state.close();
            assertThat(own.getManagedArrays()).isEmpty();
            assertThat(beginning.get(0).shape()).containsExactly(1L, 1L, 1L, 3L);
        }
    }

    @Test
    void aBatchCanBeDecodedMoreThanOnce() throws Exception {
        try (TorchModel model = engine.load(archive, "bart");
                EncodedBatch batch =
                        new TorchSeq2Seq(model, POSITIONS, POSITIONS).encode(List.of(new long[] {5, 6, 7}))) {
            Generator generator = new Generator(SETTINGS);
            assertThat(generator.generate(batch, StepListener.NONE))
                    .isEqualTo(generator.generate(batch, StepListener.NONE));
        }
    }

    @Test
    void refusesInputsThatTheModelCannotRead() throws Exception {
        try (TorchModel model = engine.load(archive, "bart")) {
            TorchSeq2Seq seq2Seq = new TorchSeq2Seq(model, 3, POSITIONS);
            assertThatThrownBy(() -> seq2Seq.encode(List.of(new long[1], new long[4])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("length of input 1 is 4, but must be 1 to the model's 3");
            assertThatThrownBy(() -> seq2Seq.encode(List.of(new long[0])))
                    .hasMessageContaining("length of input 0 is 0");
            assertThatThrownBy(() -> seq2Seq.encode(List.of())).hasMessage("there is nothing to encode");
            assertThatThrownBy(() -> seq2Seq.encode(new float[][] {{1}, {1, 2}}))
                    .hasMessage("signal 0 has 1 samples, but another has 2");
        }
    }
}
