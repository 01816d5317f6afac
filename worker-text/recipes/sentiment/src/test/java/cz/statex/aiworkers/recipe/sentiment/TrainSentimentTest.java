package cz.statex.aiworkers.recipe.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.tuned.TunedCheckpoint;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole recipe on a few made-up texts: a few steps, some resumed ones, and what is kept of them. */
class TrainSentimentTest {

    private static final Path CACHE = Path.of("target/model-cache");
    private static final String QUERY = "encoder.layer.0.attention.self.query.weight";

    @TempDir
    Path folder;

    @Test
    void trainsResumesAndKeepsADifference() throws Exception {
        Path data = data();
        Path run = folder.resolve("run");
        train(data, run, "4000");
        assertThat(steps(run)).isBetween(2, 3);
        Files.writeString(run.resolve("budget"), "16000");
        train(data, run, "ignored, since the run has a budget");
        // The mean of the weights, which is kept, changes with every fifth step.
        assertThat(steps(run)).isBetween(5, 9);

        Path target = folder.resolve("difference.safetensors");
        KeepSentiment.main(new String[] {data.toString(), run.toString(), CACHE.toString(), target.toString(), "mean"});
        assertThat(Files.size(target)).isBetween(10_600_000L, 12_000_000L);
        BaseModel base = BaseModel.fetch(CACHE);
        try (Checkpoint published = Checkpoint.open(base.checkpoint());
                Checkpoint trained = Checkpoint.open(run.resolve("mean.safetensors"));
                Checkpoint tuned = TunedCheckpoint.of(Checkpoint.open(base.checkpoint()), Checkpoint.open(target))) {
            FloatBuffer before = floats(published, QUERY);
            FloatBuffer after = floats(trained, "layer0.qkv.weight");
            FloatBuffer kept = floats(tuned, QUERY);
            double changed = 0;
            double lost = 0;
            for (int i = 0; i < before.remaining(); i++) {
                changed += Math.pow(after.get(i) - before.get(i), 2);
                lost += Math.pow(after.get(i) - kept.get(i), 2);
            }
            assertThat(changed).isPositive();
            assertThat(lost).isLessThan(1e-3 * changed);
            assertThat(tuned.find("classifier.weight")).isPresent();
        }
    }

    private static void train(Path data, Path run, String tokens) throws Exception {
        TrainSentiment.main(new String[] {data.toString(), run.toString(), CACHE.toString(), tokens});
    }

    private static int steps(Path run) throws IOException {
        try (Checkpoint state = Checkpoint.open(run.resolve("state.safetensors"))) {
            return (int) floats(state, "progress").get(0);
        }
    }

    private static FloatBuffer floats(Checkpoint checkpoint, String name) throws IOException {
        return checkpoint.read(name).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    private Path data() throws IOException {
        StringBuilder trees = new StringBuilder();
        StringBuilder comments = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            boolean isGood = i % 2 == 0;
            trees.append("(%d (2 (2 film) (2 number%d)) (%d (2 is) (%d %s)))\n"
                    .formatted(isGood ? 4 : 0, i, isGood ? 3 : 1, isGood ? 4 : 0, isGood ? "good" : "bad"));
            comments.append(
                    "comment number %d is %s\t%d\tid%d\n".formatted(i, isGood ? "kind" : "rude", isGood ? 15 : 2, i));
        }
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("sst-trees"));
        Files.createDirectories(data.resolve("goemotions"));
        Files.writeString(data.resolve("sst-trees/train.txt"), trees);
        Files.writeString(data.resolve("goemotions/train.tsv"), comments);
        return data;
    }
}
