package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.DType;
import cz.statex.aiworkers.core.checkpoint.TensorInfo;
import cz.statex.aiworkers.core.djl.Argument;
import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSession;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.djl.TorchTensor;
import cz.statex.aiworkers.core.testing.Corpus;
import cz.statex.aiworkers.core.testing.GoldenModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program {@code silero_vad} against the published one ({@code golden/silero_vad.py}). */
class SileroVadTest {

    private static final int CHUNK = 512;

    @TempDir
    static Path folder;

    private static TorchEngine engine;
    private static GoldenModel golden;

    @BeforeAll
    static void open() throws Exception {
        engine = new TorchEngine(new TorchSettings("cpu", 1, 1, null));
        golden = GoldenModel.open("silero_vad");
    }

    @AfterAll
    static void close() {
        golden.close();
        engine.close();
    }

    @Test
    void computesWhatThePublishedProgramComputes() throws Exception {
        SeededNumbers numbers = new SeededNumbers(1);
        try (TorchModel model = load(Seeded.checkpoint(numbers), "seeded");
                TorchSession session = model.open()) {
            TorchTensor probabilities = session.call(
                            "forward", Argument.of(session.tensor(numbers.next(2 * 4700, 1), 2, 4700)))
                    .get(0);
            assertThat(probabilities.shape()).isEqualTo(golden.shape("seeded"));
            assertThat(probabilities.floats()).containsExactly(golden.floats("seeded"), within(1e-4f));
        }
    }

    @Test
    void aSignalThatComesInPartsHasTheProbabilitiesOfTheWhole() throws Exception {
        SeededNumbers numbers = new SeededNumbers(2);
        float[] signal = numbers.next(12 * CHUNK, 1);
        try (TorchModel model = load(Seeded.checkpoint(numbers), "parts");
                TorchSession session = model.open()) {
            float[] whole = forward(session, signal);
            TorchTensor context = session.tensor(new float[64], 1, 64);
            TorchTensor memory = session.tensor(new float[2 * 128], 2, 1, 128);
            int chunk = 0;
            for (int chunks : new int[] {1, 4, 7}) {
                float[] part = Arrays.copyOfRange(signal, chunk * CHUNK, (chunk + chunks) * CHUNK);
                List<TorchTensor> answer = session.call(
                        "stream",
                        Argument.of(session.tensor(part, 1, part.length)),
                        Argument.of(context),
                        Argument.of(memory));
                assertThat(answer.get(0).floats())
                        .containsExactly(Arrays.copyOfRange(whole, chunk, chunk + chunks), within(1e-5f));
                context = answer.get(1);
                memory = answer.get(2);
                chunk += chunks;
            }
        }
    }

    @Test
    void aSignalLongerThanABlockHasTheProbabilitiesOfItsBeginning() throws Exception {
        SeededNumbers numbers = new SeededNumbers(3);
        float[] signal = numbers.next(1026 * CHUNK + 1, 1);
        try (TorchModel model = load(Seeded.checkpoint(numbers), "long");
                TorchSession session = model.open()) {
            float[] block = forward(session, Arrays.copyOf(signal, 1024 * CHUNK));
            float[] more = forward(session, signal);
            assertThat(block).hasSize(1024);
            assertThat(more).hasSize(1027);
            assertThat(Arrays.copyOf(more, 1024)).containsExactly(block, within(1e-5f));
            assertThat(forward(session, Arrays.copyOf(signal, 1))).hasSize(1);
        }
    }

    @Test
    void hearsSpeechInARecordingWithEitherOfThePublishedFiles() throws Exception {
        assertHears("silero_vad_16k.safetensors", "safetensors");
        assertHears("silero_vad.onnx", "jit");
    }

    private static void assertHears(String file, String expected) throws Exception {
        try (Checkpoint checkpoint = Checkpoint.open(Corpus.file("models/silero-vad/" + file));
                TorchModel model = load(checkpoint, expected);
                TorchSession session = model.open()) {
            float[] probabilities = forward(session, recording());
            assertThat(probabilities).containsExactly(golden.floats(expected), within(1e-4f));
        }
    }

    /** Eleven seconds of speech, 16 bits at 16 kHz, at the end of the file. */
    private static float[] recording() throws Exception {
        float[] samples = new float[11 * 16_000];
        byte[] file = Files.readAllBytes(Corpus.file("speech/whisper_android/jfk.wav"));
        ByteBuffer sound = ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(file.length - samples.length * Short.BYTES);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = sound.getShort() / 32768f;
        }
        return samples;
    }

    private static float[] forward(TorchSession session, float[] signal) throws Exception {
        TorchTensor samples = session.tensor(signal, 1, signal.length);
        return session.call("forward", Argument.of(samples)).get(0).floats();
    }

    private static TorchModel load(Checkpoint checkpoint, String name) throws Exception {
        Path archive = folder.resolve(name + ".pt");
        TorchScriptArchive.of("silero_vad", Map.of()).write(checkpoint, archive);
        return engine.load(archive, name);
    }

    /** A checkpoint with the seeded weights of {@code golden/silero_vad.py}. */
    private record Seeded(Map<String, TensorInfo> tensors, Map<String, float[]> values) implements Checkpoint {

        static Seeded checkpoint(SeededNumbers numbers) {
            Seeded checkpoint = new Seeded(new LinkedHashMap<>(), new LinkedHashMap<>());
            checkpoint.add(numbers, 0.2, "stft_conv.weight", 258L, 1L, 256L);
            checkpoint.convolution(numbers, "conv1", 128L, 129L);
            checkpoint.convolution(numbers, "conv2", 64L, 128L);
            checkpoint.convolution(numbers, "conv3", 64L, 64L);
            checkpoint.convolution(numbers, "conv4", 128L, 64L);
            checkpoint.add(numbers, 0.3, "lstm_cell.weight_ih", 512L, 128L);
            checkpoint.add(numbers, 0.3, "lstm_cell.weight_hh", 512L, 128L);
            checkpoint.add(numbers, 0.2, "lstm_cell.bias_ih", 512L);
            checkpoint.add(numbers, 0.2, "lstm_cell.bias_hh", 512L);
            checkpoint.add(numbers, 1.0, "final_conv.weight", 1L, 128L, 1L);
            checkpoint.add(numbers, 0.5, "final_conv.bias", 1L);
            return checkpoint;
        }

        private void convolution(SeededNumbers numbers, String name, long out, long in) {
            add(numbers, 0.25, name + ".weight", out, in, 3L);
            add(numbers, 0.1, name + ".bias", out);
        }

        private void add(SeededNumbers numbers, double scale, String name, Long... shape) {
            long count = Arrays.stream(shape).reduce(1L, Math::multiplyExact);
            tensors.put(name, new TensorInfo(name, DType.FLOAT32, List.of(shape)));
            values.put(name, numbers.next((int) count, scale));
        }

        @Override
        public String fileName() {
            return "seeded";
        }

        @Override
        public Set<String> names() {
            return tensors.keySet();
        }

        @Override
        public Optional<TensorInfo> find(String name) {
            return Optional.ofNullable(tensors.get(name));
        }

        @Override
        public ByteBuffer read(String name) throws CheckpointException {
            float[] floats = values.get(name);
            ByteBuffer bytes = ByteBuffer.allocate(floats.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(floats);
            return bytes;
        }

        @Override
        public void close() {}
    }
}
