package cz.statex.aiworkers.local.bench;

import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentModels;
import cz.statex.aiworkers.text.analysis.translation.TranslationModels;
import cz.statex.aiworkers.text.model.BareEncoderLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What the text workers do in a second through the fleet, type by type, and how that compares with the same work on the same
 * texts in the same batches with no fleet around it. Every text is unique, so no cache answers.
 */
public final class TextBench {

    private static final int BATCH = 32;
    private static final int WARM_UP_TASKS = 20;

    /** Fleet and bare loop take turns, so that a neighbour who comes or goes meets both. */
    private static final int ROUNDS = 4;

    private static final int SENTENCES_TO_SUMMARIZE = 12;
    private static final int SUMMARY_WORDS = 150;
    private static final String FROM = "en";
    private static final String INTO = "de";

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    SentimentModels.TASK_TYPE,
                    BATCH,
                    1,
                    UniqueTexts::of,
                    Map.of(),
                    BareText.encoder(SentimentModels.DEFAULT_MODEL, BareEncoderLoop::classifying)),
            new Kind(
                    "text.embed",
                    BATCH,
                    1,
                    UniqueTexts::of,
                    Map.of(),
                    BareText.encoder("all-minilm-l6-v2", BareEncoderLoop::embedding)),
            new Kind("text.language", BATCH, 1, UniqueTexts::of, Map.of(), BareText.calls(BareText::languages)),
            new Kind(
                    "text.summarize",
                    1,
                    32,
                    count -> UniqueTexts.of(count, SENTENCES_TO_SUMMARIZE),
                    Map.of("max_length", SUMMARY_WORDS),
                    BareText.calls(context -> BareText.summaries(context, SUMMARY_WORDS))),
            new Kind(
                    TranslationModels.TASK,
                    BATCH,
                    8,
                    UniqueTexts::ofWords,
                    Map.of("source_lang", FROM, "target_lang", INTO),
                    BareText.calls(context -> BareText.translations(context, FROM, INTO))));

    private final BenchOptions options;

    /**
     * A type of task.
     *
     * @param type its name
     * @param texts in a task
     * @param part how small a part of the texts asked for is enough: work of long texts, or of many steps, takes longer
     * @param some makes so many texts, each of them new
     * @param parameters of the tasks
     * @param bare the same work without a fleet
     */
    private record Kind(
            String type,
            int texts,
            int part,
            IntFunction<List<String>> some,
            Map<String, Object> parameters,
            BareText bare) {

        Task task(List<String> batch) {
            Task.Builder task = AiWorkersClient.newTask(type);
            parameters.forEach(task::parameter);
            return (texts == 1 ? task.input("text", batch.get(0)) : task.input("texts", batch)).build();
        }
    }

    /**
     * The figures of a type.
     *
     * @param type of the tasks
     * @param textsPerTask how many
     * @param tasksPerS tasks a second through the fleet
     * @param textsPerS texts a second through the fleet
     * @param barePerS texts a second without a fleet
     * @param ratio of the two
     */
    public record Row(
            String type, int textsPerTask, double tasksPerS, double textsPerS, double barePerS, double ratio) {}

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
        List<String> texts = kind.some().apply(Math.max(1, options.tasks() / kind.part()));
        List<String> others = kind.some().apply(Math.max(4, WARM_UP_TASKS / kind.part()) * kind.texts());
        int slots = options.fleet().slots();
        options.remarks().accept(kind.type() + ": " + texts.size() + " texts, " + kind.texts() + " in a task");
        fleet.run(batches(kind, others).stream().map(kind::task), 2 * slots);
        List<List<String>> all = batches(kind, texts);
        double seconds = 0;
        double bareSeconds = 0;
        try (BareText.Bare bare = kind.bare().open(fleet.context(), others, slots)) {
            int rounds = Math.min(ROUNDS, all.size());
            for (int round = 0; round < rounds; round++) {
                List<List<String>> some = all.subList(all.size() * round / rounds, all.size() * (round + 1) / rounds);
                seconds += fleet.run(some.stream().map(kind::task), 2 * slots);
                bareSeconds += bare.run(some);
            }
        }
        return new Row(
                kind.type(),
                kind.texts(),
                Figures.rounded(all.size() / seconds),
                Figures.rounded(texts.size() / seconds),
                Figures.rounded(texts.size() / bareSeconds),
                Figures.rounded(bareSeconds / seconds));
    }

    private static List<List<String>> batches(Kind kind, List<String> texts) {
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += kind.texts()) {
            batches.add(texts.subList(from, Math.min(from + kind.texts(), texts.size())));
        }
        return batches;
    }
}
