package cz.statex.aiworkers.local.bench;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.text.model.BareEncoderLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContext;

/**
 * How much of the machine's speed reaches the user: texts embedded through the fleet, against the same texts in the same
 * batches in a bare DJL loop. Every text is unique, so no cache answers.
 */
public final class EmbedBench {

    private static final String TASK_TYPE = "text.embed";
    private static final int BATCH = 32;
    private static final int WARM_UP_TEXTS = 20 * BATCH;
    private final BenchOptions options;

    /** Prepares the measurement. */
    public EmbedBench(BenchOptions options) {
        this.options = options;
    }

    /**
     * The figures.
     *
     * @param tasksPerS texts a second through the fleet
     * @param barePerS texts a second in the bare loop
     * @param ratio the former by the latter
     */
    public record Result(double tasksPerS, double barePerS, double ratio) {}

    /** Measures; takes about a minute. */
    public Result run() throws Exception {
        List<String> texts = UniqueTexts.of(options.tasks());
        int window = 2 * options.fleet().slots();
        try (BenchFleet fleet = new BenchFleet(options, List.of(TASK_TYPE));
                BareEncoderLoop bare = bareLoop(fleet.context())) {
            options.remarks().accept("warming up");
            List<String> others = UniqueTexts.of(WARM_UP_TEXTS);
            fleet.run(tasks(others), window);
            bare.run(others, BATCH, Duration.ZERO);
            options.remarks().accept(texts.size() + " texts through the fleet, " + BATCH + " in a task");
            double tasksPerS = texts.size() / fleet.run(tasks(texts), window);
            options.remarks().accept("the same texts in a bare DJL loop");
            double barePerS = bare.run(texts, BATCH, Duration.ZERO).textsPerSecond();
            return new Result(
                    Figures.rounded(tasksPerS), Figures.rounded(barePerS), Figures.rounded(tasksPerS / barePerS));
        }
    }

    private static BareEncoderLoop bareLoop(ApplicationContext context) throws Exception {
        return BareEncoderLoop.embedding(
                context.getBean(ModelCatalog.class).require("all-minilm-l6-v2"),
                context.getBean(ModelRepository.class),
                context.getBean(TorchEngine.class));
    }

    private static Stream<Task> tasks(List<String> texts) {
        List<Task> tasks = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += BATCH) {
            tasks.add(AiWorkersClient.newTask(TASK_TYPE)
                    .input("texts", texts.subList(from, Math.min(from + BATCH, texts.size())))
                    .build());
        }
        return tasks.stream();
    }
}
