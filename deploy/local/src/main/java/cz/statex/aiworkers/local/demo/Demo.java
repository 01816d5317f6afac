package cz.statex.aiworkers.local.demo;

import cz.statex.aiworkers.local.demo.DemoTexts.DemoText;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.JobHandle;
import cz.statex.aiworkers.orchestrator.client.TaskHandle;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One job over real texts: every text is embedded, its language and its sentiment told, and its content
 * summarized.
 */
public final class Demo {

    private static final String EMBED = "text.embed";
    private static final String LANGUAGE = "text.language";
    private static final String SENTIMENT = "text.sentiment";
    private static final String SUMMARIZE = "text.summarize";
    private static final int TASKS_PER_TEXT = 4;
    private static final int SUMMARY_WORDS = 60;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final AiWorkersClient client;
    private final DemoView view;

    /** A demo on the fleet of {@code client}, shown by {@code view}. */
    public Demo(AiWorkersClient client, DemoView view) {
        this.client = client;
        this.view = view;
    }

    /**
     * How the demo went.
     *
     * @param tasks submitted
     * @param succeeded of them
     * @param failed of them, cancelled and expired ones included
     * @param seconds from the first submission to the last result
     */
    public record Totals(int tasks, int succeeded, int failed, double seconds) {}

    /**
     * Runs it to the last result.
     *
     * @throws TimeoutException if the fleet does not answer within minutes
     */
    public Totals run() throws InterruptedException, TimeoutException {
        List<DemoText> texts = DemoTexts.all();
        List<Task> tasks = new ArrayList<>();
        for (DemoText text : texts) {
            tasks.add(AiWorkersClient.newTask(LANGUAGE)
                    .input("text", text.content())
                    .build());
            tasks.add(
                    AiWorkersClient.newTask(EMBED).input("text", text.content()).build());
            tasks.add(AiWorkersClient.newTask(SENTIMENT)
                    .input("text", text.content())
                    .build());
            tasks.add(AiWorkersClient.newTask(SUMMARIZE)
                    .input("text", text.content())
                    .parameter("max_length", SUMMARY_WORDS)
                    .build());
        }
        view.begin(texts.size(), tasks.size());
        long start = System.nanoTime();
        JobHandle job = client.createJob(Job.Policy.BEST_EFFORT, tasks);
        view.progress(job.progress());
        job.onProgress(view::progress);
        List<Task> results = await(job);
        double seconds = (System.nanoTime() - start) / 1e9;

        List<TextResults> perText = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            List<Task> own = results.subList(TASKS_PER_TEXT * i, TASKS_PER_TEXT * (i + 1));
            perText.add(new TextResults(texts.get(i), own.get(0), own.get(1), own.get(2), own.get(3)));
        }
        int succeeded = (int) results.stream()
                .filter(task -> task.status() == TaskStatus.SUCCEEDED)
                .count();
        Totals totals =
                new Totals(tasks.size(), succeeded, tasks.size() - succeeded, Math.round(seconds * 1000) / 1000.0);
        view.end(perText, totals);
        return totals;
    }

    private static List<Task> await(JobHandle job) throws InterruptedException, TimeoutException {
        List<CompletableFuture<Task>> results =
                job.tasks().stream().map(TaskHandle::result).toList();
        try {
            CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the demo's job cannot be awaited", e.getCause());
        }
        return results.stream().map(CompletableFuture::join).toList();
    }
}
