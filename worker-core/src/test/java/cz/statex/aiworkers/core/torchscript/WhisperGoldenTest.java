package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.djl.Argument;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSeq2Seq;
import cz.statex.aiworkers.core.djl.TorchSession;
import cz.statex.aiworkers.core.djl.TorchTensor;
import cz.statex.aiworkers.core.generation.DecoderState;
import cz.statex.aiworkers.core.generation.EncodedBatch;
import cz.statex.aiworkers.core.testing.GoldenModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The program {@code whisper} on the models of {@code golden/whisper.py}, which hear one second. */
class WhisperGoldenTest extends Seq2SeqContract {

    private static final int SAMPLES = 16_000;

    @Override
    List<String> models() {
        return List.of("whisper/mel80", "whisper/mel128");
    }

    @Override
    EncodedBatch encode(TorchModel model, GoldenModel golden) throws Exception {
        return new TorchSeq2Seq(model, SAMPLES, 32).encode(golden.floatRows("samples"));
    }

    @ParameterizedTest
    @MethodSource("models")
    void makesTheSpectrogramThatTheModelWasTrainedOn(String name) throws Exception {
        try (GoldenModel golden = GoldenModel.open(name);
                TorchModel model = load(golden);
                TorchSession session = model.open()) {
            TorchTensor mel = session.call("mel", Argument.of(samples(session, golden, 0)))
                    .get(0);
            List<Long> shape = golden.shape("mel");
            int frames = mel.shape().get(2).intValue();
            assertThat(mel.shape()).isEqualTo(List.of(shape.get(0), shape.get(1), SAMPLES / 160L));
            assertEqual(begins(mel.floats(), frames, shape.get(2).intValue()), golden.floats("mel"));
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void theSpectrogramIsTheSameWhateverTheWeightsAreKeptIn(Precision precision) throws Exception {
        ImportOptions options = ImportOptions.of(precision);
        try (GoldenModel golden = GoldenModel.open("whisper/mel80");
                TorchModel model = engine.load(golden.archive(folder.resolve(precision + ".pt"), options), "golden");
                TorchSession session = model.open()) {
            TorchTensor samples = samples(session, golden, 0);
            float[] mel = session.call("mel", Argument.of(samples)).get(0).floats();
            assertEqual(begins(mel, SAMPLES / 160, golden.shape("mel").get(2).intValue()), golden.floats("mel"));
            float[] states =
                    session.call("forward", Argument.of(samples)).get(0).floats();
            assertThat(states).containsExactly(golden.floats("states"), within(tolerance(precision)));
        }
    }

    /** What the precision costs, about twice over: measured are 2e-6, 0.007, 0.07 and 0.09, in this order. */
    private static float tolerance(Precision precision) {
        return switch (precision) {
            case FP32 -> 1e-4f;
            case FP16 -> 0.015f;
            case BF16 -> 0.15f;
            case INT8 -> 0.2f;
        };
    }

    @ParameterizedTest
    @MethodSource("models")
    void hearsSilenceAfterTheSignalAndNothingAfterItsTime(String name) throws Exception {
        try (GoldenModel golden = GoldenModel.open(name);
                TorchModel model = load(golden);
                TorchSession session = model.open()) {
            int present = golden.shape("samples").get(1).intValue();
            for (int more : new int[] {0, SAMPLES - present}) {
                TorchTensor states = session.call("forward", Argument.of(samples(session, golden, more)))
                        .get(0);
                assertThat(states.shape()).isEqualTo(golden.shape("states"));
                assertEqual(states.floats(), golden.floats("states"));
            }
            float[] whole = session.call("mel", Argument.of(noise(session, SAMPLES)))
                    .get(0)
                    .floats();
            float[] cut = session.call("mel", Argument.of(noise(session, SAMPLES + 5000)))
                    .get(0)
                    .floats();
            assertThat(cut).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void tellsWhatTheTokensAttendTo(String name) throws Exception {
        try (GoldenModel golden = GoldenModel.open(name);
                TorchModel model = load(golden);
                TorchSession session = model.open()) {
            List<Long> shape = golden.shape("attention");
            long[][] ids = golden.longs("decoder_ids");
            long[] tokens = Arrays.stream(ids)
                    .flatMapToLong(row -> LongStream.of(row).limit(shape.get(2)))
                    .toArray();
            List<TorchTensor> state = session.call("encode", Argument.of(samples(session, golden, 0)));
            TorchTensor attention = session.call(
                            "attend", Argument.of(session.tensor(tokens, ids.length, shape.get(2))), Argument.of(state))
                    .get(0);
            assertThat(attention.shape()).isEqualTo(shape);
            assertEqual(attention.floats(), golden.floats("attention"));
        }
    }

    @Test
    void failsWhereThereIsNoPositionForAToken() throws Exception {
        try (GoldenModel golden = GoldenModel.open("whisper/mel80");
                TorchModel model = load(golden);
                EncodedBatch batch = encode(model, golden);
                DecoderState state = batch.start()) {
            state.step(new long[][] {new long[31], new long[31]});
            assertThatThrownBy(() -> state.step(new long[][] {new long[2], new long[2]}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("model golden failed in step");
        }
    }

    @Test
    void refusesWhatTheProgramCannotCompute() throws Exception {
        assertRefused("decoder_attention_heads", 3, "d_model 16 is not a multiple of decoder_attention_heads 3");
        assertRefused("alignment_heads", "all", "alignment_heads must be a list of pairs");
        assertRefused("alignment_heads", List.of(), "alignment_heads must be a list of pairs");
        assertRefused(
                "alignment_heads", List.of(List.of(2, 0)), "alignment_heads has [2, 0], but there are 2 layers of 4");
        assertRefused("alignment_heads", List.of(List.of(1, 4)), "alignment_heads has [1, 4]");
        assertRefused("alignment_heads", List.of(List.of(1)), "alignment_heads has [1]");
    }

    private static void assertRefused(String name, Object value, String problem) throws Exception {
        try (GoldenModel golden = GoldenModel.open("whisper/mel128")) {
            Map<String, Object> config = new HashMap<>(golden.config());
            config.put(name, value);
            assertThatThrownBy(() -> TorchScriptArchive.of("whisper", config))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(problem);
        }
    }

    /** The fixture's samples, with silence after them. */
    private static TorchTensor samples(TorchSession session, GoldenModel golden, int silence) throws Exception {
        float[][] signals = golden.floatRows("samples");
        int length = signals[0].length + silence;
        float[] flat = new float[signals.length * length];
        for (int row = 0; row < signals.length; row++) {
            System.arraycopy(signals[row], 0, flat, row * length, signals[row].length);
        }
        return session.tensor(flat, signals.length, length);
    }

    private static TorchTensor noise(TorchSession session, int length) {
        SeededNumbers numbers = new SeededNumbers(7);
        return session.tensor(numbers.next(length, 0.5), 1, length);
    }

    /** The beginning of each row of {@code width}. */
    private static float[] begins(float[] values, int width, int length) {
        float[] begins = new float[values.length / width * length];
        for (int row = 0; row < values.length / width; row++) {
            System.arraycopy(values, row * width, begins, row * length, length);
        }
        return begins;
    }
}
