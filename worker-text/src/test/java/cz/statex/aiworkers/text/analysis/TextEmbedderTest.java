package cz.statex.aiworkers.text.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import cz.statex.aiworkers.text.testing.RealModels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TextEmbedderTest {

    private static final List<String> TEXTS = IntStream.range(0, 80)
            .mapToObj(i -> "number " + i + " of many ".repeat(1 + (i * 7) % 23))
            .toList();

    private static RealModels models;
    private static TextEmbedder embedder;

    @BeforeAll
    static void load() throws Exception {
        models = new RealModels();
        embedder = models.embedder();
        embedder.warmUp();
    }

    @AfterAll
    static void close() {
        models.close();
    }

    @Test
    void answersInTheOrderOfTheTexts() throws Exception {
        Embeddings all = embedder.embed(TEXTS, new FakeTaskContext());
        assertThat(all.vectors()).hasSize(80);
        assertThat(all.dimensions()).isEqualTo(384);
        for (int i = 0; i < TEXTS.size(); i += 13) {
            Embeddings one = embedder.embed(List.of(TEXTS.get(i)), new FakeTaskContext());
            assertThat(all.vectors().get(i)).containsExactly(one.vectors().get(0), within(1e-5f));
            assertThat(all.tokenCounts().get(i)).isEqualTo(one.tokenCounts().get(0));
        }
    }

    @Test
    void tasksAtTheSameTimeGetTheirOwnVectors() throws Exception {
        List<float[]> all = embedder.embed(TEXTS, new FakeTaskContext()).vectors();
        ExecutorService tasks = Executors.newFixedThreadPool(8);
        try {
            List<Future<Embeddings>> ends = new ArrayList<>();
            for (int from = 0; from < TEXTS.size(); from += 4) {
                List<String> own = TEXTS.subList(from, from + 4);
                ends.add(tasks.submit(() -> embedder.embed(own, new FakeTaskContext())));
            }
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(ends.get(i / 4).get().vectors().get(i % 4)).containsExactly(all.get(i), within(1e-5f));
            }
        } finally {
            tasks.shutdown();
        }
    }

    @Test
    void tellsHowFarItIs() throws Exception {
        FakeTaskContext context = new FakeTaskContext();
        embedder.embed(TEXTS, context);
        assertThat(context.percents()).hasSizeGreaterThan(1).isSorted().endsWith(100);
    }

    @Test
    void stopsBetweenBatches() {
        FakeTaskContext context = new FakeTaskContext(1);
        assertThatThrownBy(() -> embedder.embed(TEXTS, context)).isInstanceOf(TaskStoppedException.class);
        assertThat(context.percents()).hasSize(1);
    }
}
