package cz.statex.aiworkers.core.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.LoadedModel;
import cz.statex.aiworkers.core.model.ModelLease;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.testing.EngineResources;
import cz.statex.aiworkers.core.testing.FloatTensor;
import cz.statex.aiworkers.core.testing.TinyBert;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real engine on a tiny model. */
class TorchEngineTest {

    @TempDir
    static Path folder;

    private static TorchEngine engine;
    private static Path archive;

    @BeforeAll
    static void makeArchive() throws Exception {
        engine = new TorchEngine(new TorchSettings("cpu", 2, 1, null));
        archive = new ModelRepository(folder.resolve("cache"), 1_000_000, ModelObserver.NONE)
                .prepare(TinyBert.entry(folder))
                .archive();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void runsTheMethodsOfTheProgram() throws Exception {
        try (TorchModel model = engine.load(archive, "tiny")) {
            assertThat(model.device()).isEqualTo("cpu");
            assertThat(model.bytes()).isEqualTo(Files.size(archive));
            FloatTensor states = FloatTensor.of(model, "forward", batch(new long[] {1, 2, 3}));
            assertThat(states.shape()).containsExactly(1L, 3L, (long) TinyBert.HIDDEN);
            assertThat(states.values()).hasSize(3 * TinyBert.HIDDEN);
            FloatTensor vectors = FloatTensor.of(model, "embed", batch(new long[] {1, 2, 3}));
            assertThat(vectors.shape()).containsExactly(1L, (long) TinyBert.HIDDEN);
            assertThat(length(vectors.row(0))).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void paddingChangesNothing() throws Exception {
        try (TorchModel model = engine.load(archive, "tiny")) {
            float[] alone =
                    FloatTensor.of(model, "embed", batch(new long[] {4, 5})).row(0);
            float[] padded = FloatTensor.of(model, "embed", batch(new long[] {9, 8, 7, 6, 5, 4, 3}, new long[] {4, 5}))
                    .row(1);
            for (int d = 0; d < alone.length; d++) {
                assertThat(padded[d]).isCloseTo(alone[d], within(1e-5f));
            }
        }
    }

    @Test
    void aSessionKeepsTensorsInTheEngine() throws Exception {
        try (TorchModel model = engine.load(archive, "tiny");
                TorchSession session = model.open()) {
            TorchTensor ids = session.tensor(new long[] {3, 1, 2, 4, 5, 6}, 2, 3);
            TorchTensor mask = session.tensor(new long[] {1, 1, 1, 1, 1, 0}, 2, 3);
            TorchTensor types = session.tensor(new long[6], 2, 3);
            TorchTensor states = session.call("forward", Argument.of(ids), Argument.of(mask), Argument.of(types))
                    .get(0);
            assertThat(states.shape()).containsExactly(2L, 3L, (long) TinyBert.HIDDEN);
            assertThat(states.floats()).hasSize(2 * 3 * TinyBert.HIDDEN).doesNotContain(Float.NaN);
            assertThat(ids.floats()).containsExactly(3, 1, 2, 4, 5, 6);
            assertThatThrownBy(() -> Argument.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void answersManyThreadsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (TorchModel model = engine.load(archive, "tiny")) {
            float[] expected =
                    FloatTensor.of(model, "embed", batch(new long[] {4, 5})).row(0);
            List<Future<float[]>> answers = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> FloatTensor.of(model, "embed", batch(new long[] {4, 5}))
                            .row(0)))
                    .toList();
            for (Future<float[]> answer : answers) {
                assertThat(answer.get()).containsExactly(expected, within(1e-6f));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aCallFromALaneStaysOnIt() throws Exception {
        try (TorchEngine narrow = new TorchEngine(new TorchSettings("cpu", 1, 1, null));
                TorchModel model = narrow.load(archive, "tiny")) {
            CompletableFuture<float[]> answer = new CompletableFuture<>();
            // On the only lane: were the call to wait for another, it would wait for ever.
            narrow.lanes().execute(() -> {
                try {
                    answer.complete(FloatTensor.of(model, "embed", batch(new long[] {4, 5}))
                            .row(0));
                } catch (InterruptedException e) {
                    answer.completeExceptionally(e);
                }
            });
            assertThat(answer.get(30, TimeUnit.SECONDS)).hasSize(TinyBert.HIDDEN);
        }
    }

    @Test
    void loadingAndInferringLeaveNothingBehind() throws Exception {
        engine.load(archive, "first").close();
        int before = EngineResources.count();
        Path broken = Files.write(folder.resolve("broken.pt"), new byte[100]);
        for (int round = 0; round < 10; round++) {
            try (TorchModel model = engine.load(archive, "tiny")) {
                for (int call = 0; call < 200; call++) {
                    FloatTensor.of(model, "embed", batch(new long[] {1, 2}, new long[1 + call % 20]));
                }
                assertThatThrownBy(() -> FloatTensor.of(model, "no_such_method", batch(new long[] {1})))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("model tiny failed in no_such_method");
                int serving = EngineResources.count();
                try (TorchSession session = model.open()) {
                    session.tensor(new long[] {1, 2}, 1, 2);
                    assertThat(EngineResources.count()).isGreaterThan(serving);
                }
                assertThat(EngineResources.count()).isEqualTo(serving);
                // Left open: closing the model frees it.
                model.open().tensor(new float[] {1}, 1);
            }
            assertThatThrownBy(() -> engine.load(broken, "broken")).isInstanceOf(ModelException.class);
        }
        assertThat(EngineResources.count()).isEqualTo(before);
    }

    @Test
    void theManagerAndTheEngineLeaveNothingBehindOverManyLoads() throws Exception {
        engine.load(archive, "first").close();
        int before = EngineResources.count();
        ModelRepository repository = new ModelRepository(folder.resolve("cache"), 1_000_000, ModelObserver.NONE);
        ModelManager.Settings settings = ModelManager.Settings.of(Duration.ofMinutes(1), Duration.ofHours(1));
        try (ModelManager models = new ModelManager(
                repository, LiveCatalog.of(ModelCatalog.builtIn()), engine, settings, ModelObserver.NONE)) {
            ModelSpec<Tiny> spec = new ModelSpec<>(
                    TinyBert.entry(folder),
                    Tiny.class,
                    (files, placement) -> new Tiny(engine.load(files.archive(), "tiny", placement.device())));
            for (int round = 0; round < 20; round++) {
                try (ModelLease<Tiny> lease = models.lease(spec)) {
                    FloatTensor.of(lease.model().model(), "embed", batch(new long[] {1, 2}));
                }
                models.makeRoom("cpu");
                assertThat(models.loaded()).isEmpty();
            }
        }
        assertThat(EngineResources.count()).isEqualTo(before);
    }

    /** The tiny model as the manager keeps it. */
    private record Tiny(TorchModel model) implements LoadedModel {

        @Override
        public ModelRef ref() {
            return new ModelRef("tiny-bert", "1", model.device(), "fp32");
        }

        @Override
        public long bytes() {
            return model.bytes();
        }

        @Override
        public void close() {
            model.close();
        }
    }

    @Test
    void failsTypedWhereTheArchiveIsBrokenOrGone() throws IOException {
        byte[] broken = Files.readAllBytes(archive);
        Path half = Files.write(folder.resolve("half.pt"), java.util.Arrays.copyOf(broken, broken.length / 2));
        assertFails(
                engine,
                half,
                ErrorCode.MODEL_INVALID,
                "the engine refuses the archive of model tiny: remove the model with `aiw models remove` and pull it");
        assertFails(
                engine,
                folder.resolve("absent.pt"),
                ErrorCode.MODEL_UNAVAILABLE,
                "the archive of model tiny is gone or cannot be read: try again");
    }

    @Test
    void failsTypedWhereTheDeviceIsNotThere() {
        try (TorchEngine gpu = new TorchEngine(new TorchSettings("cuda:99", 1, 1, null))) {
            assertFails(
                    gpu,
                    archive,
                    ErrorCode.MODEL_UNAVAILABLE,
                    "GPUs that the engine can use: set ai-workers.models.device to auto or cpu");
        }
    }

    @Test
    void aClosedModelRefusesCalls() throws Exception {
        TorchModel model = engine.load(archive, "tiny");
        model.close();
        model.close();
        assertThatThrownBy(() -> FloatTensor.of(model, "embed", batch(new long[] {1})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("model tiny is closed");
    }

    @Test
    void anInterruptedCallerLeaves() throws Exception {
        try (TorchModel model = engine.load(archive, "tiny")) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> FloatTensor.of(model, "embed", batch(new long[] {1})))
                    .isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void neverDownloadsAndNeverTracks() {
        assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
        assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
        assertThat(System.getProperty("ai.djl.pytorch.graph_optimizer")).isEqualTo("false");
    }

    @Test
    void refusesImpossibleSettings() {
        assertThatThrownBy(() -> new TorchSettings("tpu", 1, 1, null))
                .hasMessageContaining("must be auto, cpu or cuda:N");
        assertThatThrownBy(() -> new TorchSettings("cpu", -1, 1, null)).hasMessageContaining("lanes must be 0 or more");
        assertThat(TorchSettings.defaults().lanes())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    private static void assertFails(TorchEngine engine, Path file, ErrorCode code, String message) {
        assertThatThrownBy(() -> engine.load(file, "tiny"))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private static Map<String, long[][]> batch(long[]... texts) {
        int width =
                IntStream.range(0, texts.length).map(i -> texts[i].length).max().orElseThrow();
        long[][] ids = new long[texts.length][];
        long[][] mask = new long[texts.length][width];
        for (int row = 0; row < texts.length; row++) {
            ids[row] = java.util.Arrays.copyOf(texts[row], width);
            java.util.Arrays.fill(mask[row], 0, texts[row].length, 1);
        }
        Map<String, long[][]> inputs = new LinkedHashMap<>();
        inputs.put("input_ids", ids);
        inputs.put("attention_mask", mask);
        inputs.put("token_type_ids", new long[texts.length][width]);
        return inputs;
    }

    private static double length(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }
}
