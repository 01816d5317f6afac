package cz.statex.aiworkers.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.model.ModelLease;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.device.Placement;
import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.testing.EngineResources;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import cz.statex.aiworkers.text.testing.RealModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts what is in the engine's memory, which resident memory only guesses: after every round it is what it was. */
class TextEncoderMemoryTest {

    private static final Placement PLACEMENT = new Placement("cpu", Precision.FP32);
    private static final List<String> TEXTS = List.of("short", "a somewhat longer text", "long ".repeat(100));

    @TempDir
    static Path folder;

    private static RealModels models;
    private static ModelFiles good;
    private static int before;

    @BeforeAll
    static void load() throws Exception {
        models = new RealModels();
        good = models.repository().prepare(models.catalog().require("all-minilm-l6-v2"));
        models.encoder().loader().load(good, PLACEMENT).close();
        before = EngineResources.count();
    }

    @AfterAll
    static void close() {
        models.close();
    }

    @Test
    void loadsInferencesStopsAndUnloadsLeaveNothingBehind() throws Exception {
        for (int round = 0; round < 4; round++) {
            try (ModelLease<TextEncoder> lease = models.models().lease(models.encoder())) {
                TextEncoder encoder = lease.model();
                List<EncodedText> encoded = encoder.encode(TEXTS);
                encoder.embed(encoded);
                // Lanes have their predictors from their first call on.
                for (int call = 0; call < 4; call++) {
                    encoder.embed(encoded, new FakeTaskContext(), done -> {});
                }
                assertStopsAfterTheFirstAnswers(encoder);
                // No such token: the engine fails in the middle of its call.
                assertThatThrownBy(() -> encoder.embed(List.of(new EncodedText(new long[] {1L << 40}, false))))
                        .isInstanceOf(IllegalStateException.class);
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> encoder.embed(encoded)).isInstanceOf(InterruptedException.class);
            }
            models.models().makeRoom("cpu");
            assertThat(models.models().loaded()).isEmpty();
            // What the stopped task has left on a lane is computed to its end before the model is closed.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(EngineResources.count()).isEqualTo(before));
        }
    }

    private static void assertStopsAfterTheFirstAnswers(TextEncoder encoder) {
        List<EncodedText> batches = encoder.encode(Collections.nCopies(100, "long ".repeat(100)));
        List<Integer> answered = new ArrayList<>();
        assertThatThrownBy(() -> encoder.embed(batches, new FakeTaskContext(1), answered::add))
                .isInstanceOf(TaskStoppedException.class);
        assertThat(answered).singleElement().satisfies(done -> assertThat(done).isBetween(1, 99));
    }

    @Test
    void failedLoadsLeaveNothingBehind() throws Exception {
        ModelEntry entry = good.entry();
        Map<String, Path> tokenizer = good.artifacts();
        Path broken = Files.writeString(folder.resolve("broken"), "{}");
        assertFails(models.encoder(), new ModelFiles(entry, good.archive(), Map.of("tokenizer", broken)));
        assertFails(models.encoder(), new ModelFiles(entry, good.archive(), Map.of()));
        assertFails(models.encoder(), new ModelFiles(entry, broken, tokenizer));
        assertFails(models.encoder(), new ModelFiles(entry, folder.resolve("absent"), tokenizer));
        assertThat(EngineResources.count()).isEqualTo(before);
    }

    private static void assertFails(ModelSpec<TextEncoder> spec, ModelFiles files) {
        assertThatThrownBy(() -> spec.loader().load(files, PLACEMENT)).isInstanceOf(ModelException.class);
    }
}
