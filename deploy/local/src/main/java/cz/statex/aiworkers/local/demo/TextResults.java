package cz.statex.aiworkers.local.demo;

import cz.statex.aiworkers.local.demo.DemoTexts.DemoText;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What the fleet found out about one text.
 *
 * @param text the text
 * @param language result of {@code text.language}
 * @param embedding result of {@code text.embed}
 * @param sentiment result of {@code text.sentiment}
 * @param summary result of {@code text.summarize}
 */
record TextResults(DemoText text, Task language, Task embedding, Task sentiment, Task summary) {

    List<Task> tasks() {
        return List.of(language, embedding, sentiment, summary);
    }

    Stream<Task> failures() {
        return tasks().stream().filter(task -> task.status() != TaskStatus.SUCCEEDED);
    }

    /** The vector of the text, if it was embedded. */
    Optional<double[]> vector() {
        JsonNode output = embedding.outputData();
        return output == null
                ? Optional.empty()
                : Optional.of(output.path("embeddings")
                        .path(0)
                        .valueStream()
                        .mapToDouble(JsonNode::asDouble)
                        .toArray());
    }

    /** Cosine of the angle between two unit vectors: 1 if they say the same, about 0 if they share nothing. */
    static double similarity(double[] left, double[] right) {
        double product = 0;
        for (int i = 0; i < left.length; i++) {
            product += left[i] * right[i];
        }
        return product;
    }
}
