package cz.statex.aiworkers.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.local.demo.DemoTexts.DemoText;
import cz.statex.aiworkers.orchestrator.cli.terminal.ProgressBar;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class TextViewTest {

    private final StringWriter text = new StringWriter();

    @Test
    void showsLanguagesSentimentsSimilaritiesAndSummaries() {
        TextView view = view(false);
        view.end(
                List.of(
                        results("one.txt", "[1, 0]", "en"),
                        results("two.txt", "[0.6, 0.8]", "cs"),
                        results("three.txt", "[0, 1]", "de")),
                new Demo.Totals(12, 12, 0, 1.25));
        assertThat(text.toString())
                .contains("English", "Czech", "German", "97.5 %")
                .contains("neutral   50.0 %  joy, love")
                .contains("   60  100")
                .contains("closest: two.txt and three.txt")
                .contains("Summary of one.txt (2 words; 40 % of its length)")
                .contains("  - a point")
                .contains("12 of 12 tasks succeeded in 1.3 s");
    }

    @Test
    void namesWhatFailedAndShowsTheRest() {
        TextView view = view(false);
        Task failed = Task.builder(UUID.randomUUID(), "text.embed")
                .status(TaskStatus.FAILED)
                .error(TaskError.of(ErrorCode.MODEL_NOT_FOUND, "no such model"))
                .build();
        view.end(
                List.of(new TextResults(new DemoText("one.txt", "One."), failed, failed, failed, failed)),
                new Demo.Totals(4, 0, 4, 1));
        assertThat(text.toString()).contains("FAILED text.embed", "no such model", "0 of 4 tasks succeeded");
    }

    @Test
    void showsProgressOnATerminalOnly() {
        Job half = new Job(UUID.randomUUID(), Job.Policy.ALL, Job.Status.RUNNING, 4, 2, 0, 0, null, null);
        view(false).progress(half);
        assertThat(text.toString()).isEmpty();
        view(true).progress(half);
        assertThat(text.toString()).contains("2 of 4 tasks");
    }

    private TextView view(boolean terminal) {
        PrintWriter writer = new PrintWriter(text);
        return new TextView(writer, new ProgressBar(writer, terminal));
    }

    @Test
    void hasTextsInFourLanguages() {
        assertThat(DemoTexts.all()).hasSize(6).allSatisfy(demo -> assertThat(demo.words())
                .isGreaterThan(100));
    }

    private static TextResults results(String name, String vector, String language) {
        return new TextResults(
                new DemoText(name, "Two words"),
                succeeded("{\"language\": \"" + language + "\", \"confidence\": 0.975}"),
                succeeded("{\"embeddings\": [" + vector + "]}"),
                succeeded(
                        "{\"sentiment\": \"neutral\", \"confidence\": 0.5, \"detected_emotions\": [\"joy\", \"love\"]}"),
                succeeded("{\"summary\": \"Two.\", \"compression_ratio\": 0.4, \"key_points\": [\"a point\"]}"));
    }

    private static Task succeeded(String output) {
        return Task.builder(UUID.randomUUID(), "test.any")
                .status(TaskStatus.SUCCEEDED)
                .outputData((ObjectNode) Wire.mapper().readTree(output))
                .build();
    }
}
