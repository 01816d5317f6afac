package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.djl.Argument;
import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSession;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.djl.TorchTensor;
import cz.statex.aiworkers.core.testing.Corpus;
import cz.statex.aiworkers.core.testing.GoldenModel;
import cz.statex.aiworkers.core.testing.SafetensorsFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
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
        try (TorchModel model = seeded(numbers, "seeded");
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
        try (TorchModel model = seeded(numbers, "parts");
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
        try (TorchModel model = seeded(numbers, "long");
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

    /** A model with the seeded weights of {@code golden/silero_vad.py}. */
    private static TorchModel seeded(SeededNumbers numbers, String name) throws Exception {
        SafetensorsFile weights = new SafetensorsFile();
        add(weights, numbers, 0.2, "stft_conv.weight", 258, 1, 256);
        addConvolution(weights, numbers, "conv1", 128, 129);
        addConvolution(weights, numbers, "conv2", 64, 128);
        addConvolution(weights, numbers, "conv3", 64, 64);
        addConvolution(weights, numbers, "conv4", 128, 64);
        add(weights, numbers, 0.3, "lstm_cell.weight_ih", 512, 128);
        add(weights, numbers, 0.3, "lstm_cell.weight_hh", 512, 128);
        add(weights, numbers, 0.2, "lstm_cell.bias_ih", 512);
        add(weights, numbers, 0.2, "lstm_cell.bias_hh", 512);
        add(weights, numbers, 1.0, "final_conv.weight", 1, 128, 1);
        add(weights, numbers, 0.5, "final_conv.bias", 1);
        Path file = Files.write(folder.resolve(name + ".safetensors"), weights.build());
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            return load(checkpoint, name);
        }
    }

    private static void addConvolution(SafetensorsFile weights, SeededNumbers numbers, String name, long out, long in) {
        add(weights, numbers, 0.25, name + ".weight", out, in, 3);
        add(weights, numbers, 0.1, name + ".bias", out);
    }

    private static void add(SafetensorsFile weights, SeededNumbers numbers, double scale, String name, long... shape) {
        int count = (int) LongStream.of(shape).reduce(1, Math::multiplyExact);
        weights.floats(name, numbers.next(count, scale), shape);
    }
}
