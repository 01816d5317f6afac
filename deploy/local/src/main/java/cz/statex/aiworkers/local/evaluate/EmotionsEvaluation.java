package cz.statex.aiworkers.local.evaluate;

import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.text.analysis.sentiment.Sentiment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How well the emotions in texts are told; a text may have several, or none. Labels are the model's names, or their numbers
 * in the order of the model. What counts are the emotions that occur in the file.
 */
public final class EmotionsEvaluation {

    private final SentimentRun run;

    /** Evaluates by {@code run}, which is not closed. */
    public EmotionsEvaluation(SentimentRun run) {
        this.run = run;
    }

    /**
     * The figures.
     *
     * @param n texts
     * @param macroF1 mean of the emotions' F1
     * @param microF1 F1 over all emotions of all texts
     * @param ece expected calibration error of the probabilities of all emotions of all texts
     * @param textsPerS texts a second
     */
    public record Summary(int n, double macroF1, double microF1, double ece, double textsPerS) {}

    /**
     * Analyses each text and compares.
     *
     * @throws DataException if the model knows no emotions, or not those of the file
     */
    public Evaluation run(List<LabelledText> texts) throws DataException, TaskFailure, InterruptedException {
        // One text tells which emotions the model knows, so that a wrong label far down does not cost the whole
        // analysis.
        Map<String, Double> known =
                run.analyze(texts.subList(0, 1)).sentiments().get(0).emotions();
        if (known == null) {
            throw new DataException("the model knows no emotions; take one that does by --model");
        }
        List<Set<String>> there = there(texts, List.copyOf(known.keySet()));
        return evaluation(run.analyze(texts), there, List.copyOf(known.keySet()));
    }

    /** The emotions of each text by their names. */
    static List<Set<String>> there(List<LabelledText> texts, List<String> names) throws DataException {
        List<Set<String>> there = new ArrayList<>();
        for (LabelledText text : texts) {
            there.add(emotions(text, names));
        }
        return there;
    }

    private static Set<String> emotions(LabelledText text, List<String> names) throws DataException {
        Set<String> emotions = new LinkedHashSet<>();
        for (String label : text.labels()) {
            String name = label.strip().toLowerCase(Locale.ROOT);
            if (name.matches("\\d{1,3}") && Integer.parseInt(name) < names.size()) {
                emotions.add(names.get(Integer.parseInt(name)));
            } else if (names.contains(name)) {
                emotions.add(name);
            } else if (!name.isEmpty()) {
                throw new DataException("line " + text.line() + " has the label '" + label
                        + "', which the model does not know; it knows " + names);
            }
        }
        return emotions;
    }

    /**
     * Compares the answers that texts got.
     *
     * @param there the emotions of each text
     * @param names what the model knows, in its order
     */
    static Evaluation evaluation(SentimentRun.Answers answers, List<Set<String>> there, List<String> names) {
        Reliability reliability = new Reliability();
        Map<String, int[]> counts = new LinkedHashMap<>();
        names.stream()
                .filter(name -> there.stream().anyMatch(emotions -> emotions.contains(name)))
                .forEach(name -> counts.put(name, new int[3]));
        int[] all = new int[3];
        for (int i = 0; i < there.size(); i++) {
            Sentiment sentiment = answers.sentiments().get(i);
            for (Map.Entry<String, int[]> count : counts.entrySet()) {
                boolean is = there.get(i).contains(count.getKey());
                reliability.add(of(sentiment, count.getKey()), is);
                add(count.getValue(), is, isDetected(sentiment, count.getKey()));
                add(all, is, isDetected(sentiment, count.getKey()));
            }
        }
        List<Confusion.Row> rows = counts.entrySet().stream()
                .map(count ->
                        Confusion.Row.of(count.getKey(), count.getValue()[0], count.getValue()[1], count.getValue()[2]))
                .toList();
        Summary summary = new Summary(
                there.size(),
                Evaluation.rounded(
                        rows.stream().mapToDouble(Confusion.Row::f1).average().orElse(0)),
                Evaluation.rounded(Confusion.Row.f1(all[0], all[1], all[2])),
                Evaluation.rounded(reliability.error()),
                Evaluation.rounded(answers.textsPerS()));
        return new Evaluation(
                summary,
                Evaluation.table(rows)
                        + String.format(
                                Locale.ROOT,
                                "%n%d texts  macro-F1 %.4f  micro-F1 %.4f  ECE %.4f  %.1f texts/s%n",
                                summary.n(),
                                summary.macroF1(),
                                summary.microF1(),
                                summary.ece(),
                                summary.textsPerS()));
    }

    private static double of(Sentiment sentiment, String emotion) {
        return sentiment.emotions() == null ? 0 : sentiment.emotions().getOrDefault(emotion, 0.0);
    }

    private static boolean isDetected(Sentiment sentiment, String emotion) {
        return sentiment.detectedEmotions() != null
                && sentiment.detectedEmotions().contains(emotion);
    }

    /** Counts both, found and there. */
    private static void add(int[] counts, boolean there, boolean found) {
        counts[0] += there && found ? 1 : 0;
        counts[1] += found ? 1 : 0;
        counts[2] += there ? 1 : 0;
    }
}
