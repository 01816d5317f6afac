package cz.statex.aiworkers.local.bench.model;

import cz.statex.aiworkers.local.WithoutFleet;
import cz.statex.aiworkers.text.model.EncodedText;
import cz.statex.aiworkers.text.model.TextEncoder;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Embeds texts as a fleet does: by many tasks at once, each with a few of them, that meet in the encoder's batcher. */
final class ManyTasks implements AutoCloseable {

    private final ExecutorService threads;
    private final int tasks;
    private final int textsInATask;

    ManyTasks(int tasks, int textsInATask) {
        this.threads = Executors.newFixedThreadPool(tasks);
        this.tasks = tasks;
        this.textsInATask = textsInATask;
    }

    void run(TextEncoder encoder, List<EncodedText> texts) throws Exception {
        List<List<EncodedText>> work = BenchModels.firstCome(texts, textsInATask);
        BenchModels.onThreads(
                threads, tasks, work.size(), i -> encoder.embed(work.get(i), WithoutFleet.context(), done -> {}));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
