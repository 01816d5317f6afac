package cz.statex.aiworkers.local.demo;

import cz.statex.aiworkers.orchestrator.cli.terminal.ProgressBar;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** For people: a progress bar, then languages, sentiments, similarities and summaries. */
public final class TextView implements DemoView {

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final int WIDTH = 96;

    private final PrintWriter out;
    private final ProgressBar bar;

    /** Prints to {@code out}, and shows progress on {@code bar} meanwhile. */
    public TextView(PrintWriter out, ProgressBar bar) {
        this.out = out;
        this.bar = bar;
    }

    @Override
    public void begin(int texts, int tasks) {
        out.printf(
                Locale.ROOT,
                "One job: %d texts, each embedded, its language and sentiment told, its content summarized (%d tasks)%n",
                texts,
                tasks);
        out.flush();
    }

    @Override
    public void progress(Job job) {
        bar.update(100 * job.ended() / job.total(), job.ended() + " of " + job.total() + " tasks");
    }

    @Override
    public void end(List<TextResults> results, Demo.Totals totals) {
        bar.close();
        languages(results);
        sentiments(results);
        similarities(results);
        results.forEach(this::summary);
        out.println();
        results.stream().flatMap(TextResults::failures).forEach(this::failure);
        out.printf(
                Locale.ROOT,
                "%d of %d tasks succeeded in %.1f s%n",
                totals.succeeded(),
                totals.tasks(),
                totals.seconds());
        out.flush();
    }

    private void languages(List<TextResults> results) {
        out.printf(Locale.ROOT, "%nLanguages%n");
        for (TextResults result : results) {
            JsonNode output = result.language().outputData();
            if (output != null) {
                String language = Locale.forLanguageTag(output.path("language").asString(""))
                        .getDisplayLanguage(Locale.ENGLISH);
                out.printf(
                        Locale.ROOT,
                        "  %-20s  %-8s %5.1f %%%n",
                        result.text().name(),
                        language,
                        percent(output.path("confidence")));
            }
        }
    }

    private void sentiments(List<TextResults> results) {
        out.printf(Locale.ROOT, "%nSentiments, and the emotions that show%n");
        for (TextResults result : results) {
            JsonNode output = result.sentiment().outputData();
            if (output != null) {
                String emotions = output.path("detected_emotions")
                        .valueStream()
                        .map(JsonNode::asString)
                        .collect(Collectors.joining(", "));
                out.printf(
                        Locale.ROOT,
                        "  %-20s  %-8s %5.1f %%  %s%n",
                        result.text().name(),
                        output.path("sentiment").asString(""),
                        percent(output.path("confidence")),
                        emotions);
            }
        }
    }

    private void similarities(List<TextResults> results) {
        out.printf(Locale.ROOT, "%nSimilarity of the texts (cosine of their embeddings, in %%)%n");
        StringBuilder head = new StringBuilder(" ".repeat(26));
        for (int i = 1; i <= results.size(); i++) {
            head.append("%5d".formatted(i));
        }
        out.println(head);
        for (int i = 0; i < results.size(); i++) {
            StringBuilder row = new StringBuilder(String.format(
                    Locale.ROOT, "  %d  %-20s ", i + 1, results.get(i).text().name()));
            for (int j = 0; j <= i; j++) {
                row.append(similarity(results.get(i), results.get(j)));
            }
            out.println(row);
        }
        closest(results);
    }

    private static String similarity(TextResults left, TextResults right) {
        Optional<Double> cosine = cosine(left, right);
        return cosine.isPresent() ? "%5.0f".formatted(100 * cosine.get()) : "    -";
    }

    private static Optional<Double> cosine(TextResults left, TextResults right) {
        return left.vector().flatMap(a -> right.vector().map(b -> TextResults.similarity(a, b)));
    }

    private void closest(List<TextResults> results) {
        double best = -1;
        String pair = "";
        for (int i = 0; i < results.size(); i++) {
            for (int j = 0; j < i; j++) {
                double cosine = cosine(results.get(i), results.get(j)).orElse(-1.0);
                if (cosine > best) {
                    best = cosine;
                    pair = results.get(j).text().name() + " and "
                            + results.get(i).text().name();
                }
            }
        }
        out.printf(Locale.ROOT, "  closest: %s%n", pair);
    }

    private void summary(TextResults result) {
        JsonNode output = result.summary().outputData();
        if (output == null) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "%nSummary of %s (%d words; %.0f %% of its length)%n",
                result.text().name(),
                result.text().words(),
                percent(output.path("compression_ratio")));
        wrapped(output.path("summary").asString(""), "  ", "  ");
        out.printf(Locale.ROOT, "  key points:%n");
        output.path("key_points").forEach(point -> wrapped(point.asString(""), "  - ", "    "));
    }

    private void failure(Task task) {
        out.printf(Locale.ROOT, "FAILED %s %s: %s%n", task.taskType(), task.id(), String.valueOf(task.errorMessage()));
    }

    /** Breaks a text between words; its own line breaks do not count. */
    private void wrapped(String text, String first, String next) {
        StringBuilder line = new StringBuilder(first);
        int indent = first.length();
        for (String word : SPACE.splitAsStream(text.strip()).toList()) {
            if (line.length() > indent && line.length() + word.length() >= WIDTH) {
                out.println(line);
                line = new StringBuilder(next);
                indent = next.length();
            }
            line.append(line.length() > indent ? " " : "").append(word);
        }
        out.println(line);
    }

    private static double percent(JsonNode fraction) {
        return 100 * fraction.asDouble(0);
    }
}
