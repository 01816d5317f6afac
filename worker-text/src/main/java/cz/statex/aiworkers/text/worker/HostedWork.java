package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.text.analysis.sentiment.Polarity;
import cz.statex.aiworkers.text.analysis.sentiment.Sentiment;
import cz.statex.aiworkers.text.provider.HostedAnswer;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.provider.HostedQuestion;
import cz.statex.aiworkers.text.provider.HostedText;
import cz.statex.aiworkers.text.provider.HostedUsage;
import cz.statex.aiworkers.text.provider.question.SentimentAnswer;
import cz.statex.aiworkers.text.provider.question.TranslationAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has hosted models answer for the texts of a task, as many at a time as are asked for at once. The first text that fails
 * ends the others, and so does the end of the task. Thread-safe.
 */
final class HostedWork {

    /** Longest wait that a provider may ask for and get within a task; a longer one is left to the task's retry. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private static final int MAX_WAITS = 3;
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final HostedModels models;

    /**
     * What came of it.
     *
     * @param values for each text, in order
     * @param usage what all of them took
     */
    record Done<T>(List<T> values, HostedUsage usage) {}

    HostedWork(HostedModels models) {
        this.models = models;
    }

    /** The model that is chosen, as results name it. */
    ModelRef describe(ProviderChoice choice) throws TaskFailure {
        return models.describe(choice.provider(), choice.model());
    }

    /** The sentiments of {@code texts}; hosted models are not asked for emotions. */
    Done<Sentiment> sentiments(List<String> texts, ProviderChoice choice, TaskContext context)
            throws TaskFailure, InterruptedException {
        Done<SentimentAnswer> done = each(texts, SentimentAnswer::question, choice, context);
        return new Done<>(done.values().stream().map(HostedWork::sentiment).toList(), done.usage());
    }

    /**
     * The translations of {@code texts}.
     *
     * @param source their language; null to have it detected
     */
    Done<TranslationAnswer> translations(
            List<String> texts, @Nullable String source, String target, ProviderChoice choice, TaskContext context)
            throws TaskFailure, InterruptedException {
        return each(texts, text -> TranslationAnswer.question(text, source, target), choice, context);
    }

    private <T extends Record> Done<T> each(
            List<String> texts,
            Function<String, HostedQuestion<T>> question,
            ProviderChoice choice,
            TaskContext context)
            throws TaskFailure, InterruptedException {
        HostedText model = models.model(choice.provider(), choice.model());
        if (texts.size() == 1) {
            HostedAnswer<T> only = model.ask(question.apply(texts.get(0)), context);
            return new Done<>(List.of(only.value()), only.usage());
        }
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.min(texts.size(), models.maxConcurrent()), HostedWork::thread);
        try (HostedBatch batch = HostedBatch.of(context)) {
            CompletionService<HostedAnswer<T>> ended = new ExecutorCompletionService<>(threads);
            List<Future<HostedAnswer<T>>> asked = new ArrayList<>(texts.size());
            for (String text : texts) {
                asked.add(ended.submit(() -> ask(model, question.apply(text), batch)));
            }
            for (int done = 1; done <= texts.size(); done++) {
                HostedAnswer<T> unused = ended.take().get();
                context.progress(100 * done / texts.size(), "answered " + done + " of " + texts.size());
            }
            return together(asked);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "aiw-hosted-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Asks, and where the provider wants a short wait, waits: a retry of the task would ask for the other texts again. */
    private static <T extends Record> HostedAnswer<T> ask(
            HostedText model, HostedQuestion<T> question, HostedBatch batch) throws TaskFailure, InterruptedException {
        for (int waits = 0; ; waits++) {
            try {
                return model.ask(question, batch);
            } catch (TaskFailure.Retryable e) {
                Duration wait = e.retryAfter().orElse(null);
                if (wait == null
                        || waits == MAX_WAITS
                        || wait.compareTo(LONGEST_WAIT) > 0
                        || wait.compareTo(batch.remaining()) >= 0) {
                    throw e;
                }
                batch.pause(wait);
            }
        }
    }

    private static <T extends Record> Done<T> together(List<Future<HostedAnswer<T>>> answers)
            throws ExecutionException, InterruptedException {
        HostedUsage usage = answers.get(0).get().usage();
        List<T> values = new ArrayList<>(List.of(answers.get(0).get().value()));
        for (Future<HostedAnswer<T>> answer : answers.subList(1, answers.size())) {
            values.add(answer.get().value());
            usage = usage.plus(answer.get().usage());
        }
        return new Done<>(values, usage);
    }

    /** What a text failed with, which is what the task fails with; errors that nobody declared are thrown at once. */
    private static TaskFailure failure(@Nullable Throwable cause) throws InterruptedException {
        if (cause instanceof TaskFailure failure) {
            return failure;
        }
        if (cause instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw cause instanceof RuntimeException broken ? broken : new IllegalStateException(cause);
    }

    private static Sentiment sentiment(SentimentAnswer answer) {
        SentimentAnswer.Scores scores = answer.scores();
        return new Sentiment(
                Polarity.valueOf(answer.sentiment().name()),
                scores.of(answer.sentiment()),
                new Sentiment.Scores(scores.positive(), scores.negative(), scores.neutral()),
                null,
                null,
                1,
                false);
    }
}
