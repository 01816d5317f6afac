package cz.statex.aiworkers.local.bench;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentModels;
import cz.statex.aiworkers.text.model.BareEncoderLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/**
 * What the text workers do in a second through the fleet, type by type, and how that compares with the bare model where one
 * model does the work: the same texts in the same batches in a bare DJL loop. Every text is unique, so no cache answers.
 */
public final class TextBench {

    private static final int BATCH = 32;
    private static final int WARM_UP_TASKS = 20;
    private static final int SENTENCES_TO_SUMMARIZE = 12;

    private static final List<Kind> KINDS = List.of(
            new Kind(SentimentModels.TASK_TYPE, BATCH, 1, BareEncoderLoop::classifying, SentimentModels.DEFAULT_MODEL),
            new Kind("text.embed", BATCH, 1, BareEncoderLoop::embedding, "all-minilm-l6-v2"),
            new Kind("text.language", BATCH, 1, null, null),
            new Kind("text.summarize", 1, SENTENCES_TO_SUMMARIZE, null, null));

    private final BenchOptions options;

    /** Opens the bare loop of a model. */
    private interface Bare {
        BareEncoderLoop open(ModelEntry entry, ModelRepository repository, TorchEngine engine) throws Exception;
    }

    /**
     * A type of task.
     *
     * @param type its name
     * @param texts in a task
     * @param sentences in a text
     * @param bare how the same is done without a fleet, if one model does it
     * @param model which one
     */
    private record Kind(String type, int texts, int sentences, @Nullable Bare bare, @Nullable String model) {

        Task task(List<String> some) {
            Task.Builder task = AiWorkersClient.newTask(type);
            return (texts == 1 ? task.input("text", some.get(0)) : task.input("texts", some)).build();
        }
    }

    /**
     * The figures of a type.
     *
     * @param type of the tasks
     * @param textsPerTask how many
     * @param tasksPerS tasks a second through the fleet
     * @param textsPerS texts a second through the fleet
     * @param barePerS texts a second in the bare loop; null where no single model does the work
     * @param ratio of the two
     */
    public record Row(
            String type,
            int textsPerTask,
            double tasksPerS,
            double textsPerS,
            @Nullable Double barePerS,
            @Nullable Double ratio) {}

    /**
     * All figures.
     *
     * @param types a row for each
     */
    public record Result(List<Row> types) {}

    /** Prepares the measurement. */
    public TextBench(BenchOptions options) {
        this.options = options;
    }

    /** Measures; takes some minutes. */
    public Result run() throws Exception {
        List<Row> rows = new ArrayList<>();
        try (BenchFleet fleet =
                new BenchFleet(options, KINDS.stream().map(Kind::type).toList())) {
            for (Kind kind : KINDS) {
                rows.add(row(fleet, kind));
            }
        }
        return new Result(rows);
    }

    private Row row(BenchFleet fleet, Kind kind) throws Exception {
        int count = kind.texts() == 1 ? Math.max(1, options.tasks() / BATCH) : options.tasks();
        List<String> texts = UniqueTexts.of(count, kind.sentences());
        List<String> others = UniqueTexts.of(WARM_UP_TASKS * kind.texts(), kind.sentences());
        int window = 2 * options.fleet().slots();
        options.remarks().accept(kind.type() + ": " + texts.size() + " texts, " + kind.texts() + " in a task");
        fleet.run(tasks(kind, others), window);
        double textsPerS = texts.size() / fleet.run(tasks(kind, texts), window);
        Double bare = bare(fleet.context(), kind, others, texts);
        return new Row(
                kind.type(),
                kind.texts(),
                Figures.rounded(textsPerS / kind.texts()),
                Figures.rounded(textsPerS),
                bare == null ? null : Figures.rounded(bare),
                bare == null ? null : Figures.rounded(textsPerS / bare));
    }

    private static @Nullable Double bare(ApplicationContext context, Kind kind, List<String> others, List<String> texts)
            throws Exception {
        if (kind.bare() == null || kind.model() == null) {
            return null;
        }
        try (BareEncoderLoop loop = kind.bare()
                .open(
                        context.getBean(ModelCatalog.class).require(kind.model()),
                        context.getBean(ModelRepository.class),
                        context.getBean(TorchEngine.class))) {
            loop.run(others, kind.texts(), Duration.ZERO);
            return loop.run(texts, kind.texts(), Duration.ZERO).textsPerSecond();
        }
    }

    private static Stream<Task> tasks(Kind kind, List<String> texts) {
        List<Task> tasks = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += kind.texts()) {
            tasks.add(kind.task(texts.subList(from, Math.min(from + kind.texts(), texts.size()))));
        }
        return tasks.stream();
    }
}
