package cz.statex.aiworkers.local.bench;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.local.WithoutFleet;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import cz.statex.aiworkers.text.analysis.SummaryLength;
import cz.statex.aiworkers.text.analysis.TextEmbedder;
import cz.statex.aiworkers.text.analysis.TextSummarizer;
import cz.statex.aiworkers.text.analysis.translation.TranslationRequest;
import cz.statex.aiworkers.text.analysis.translation.Translator;
import cz.statex.aiworkers.text.model.BareEncoderLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.context.ApplicationContext;

/**
 * The work of a type of task with no fleet around it: where one encoder does it, a plain DJL loop; else calls of what the worker
 * calls, on as many threads as the fleet has slots.
 */
interface BareText {

    int WARM_UP_BATCH = 32;

    /** Prepares it, with a warm-up on {@code others}. */
    Bare open(ApplicationContext context, List<String> others, int threads) throws Exception;

    /** Ready for work. */
    interface Bare extends AutoCloseable {

        /** Works on batches, and says how many seconds it took. */
        double run(List<List<String>> batches) throws Exception;

        @Override
        default void close() {}
    }

    /** Opens the bare loop of an encoder. */
    interface Opening {
        BareEncoderLoop open(ModelEntry entry, ModelRepository repository, TorchEngine engine) throws Exception;
    }

    /** What a worker calls for the texts of one task. */
    interface Call {
        void on(List<String> texts) throws TaskFailure, InterruptedException;
    }

    /** Finds what is called. */
    interface Calls {
        Call of(ApplicationContext context);
    }

    static BareText encoder(String model, Opening opening) {
        return (context, others, threads) -> {
            BareEncoderLoop loop = opening.open(
                    context.getBean(ModelCatalog.class).require(model),
                    context.getBean(ModelRepository.class),
                    context.getBean(TorchEngine.class));
            loop.run(others, WARM_UP_BATCH, Duration.ZERO);
            return new Bare() {
                @Override
                public double run(List<List<String>> batches) throws InterruptedException {
                    List<String> texts = batches.stream().flatMap(List::stream).toList();
                    return loop.run(texts, batches.get(0).size(), Duration.ZERO)
                                    .took()
                                    .toNanos()
                            / 1e9;
                }

                @Override
                public void close() {
                    loop.close();
                }
            };
        };
    }

    static BareText calls(Calls calls) {
        return (context, others, threads) -> {
            Call call = calls.of(context);
            call.on(List.of(others.get(0)));
            return batches -> seconds(call, batches, threads);
        };
    }

    private static double seconds(Call call, List<List<String>> batches, int threads) throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (List<String> batch : batches) {
                running.add(executor.submit(() -> {
                    call.on(batch);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            return (System.nanoTime() - start) / 1e9;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the bare calls failed", e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    static Call languages(ApplicationContext context) {
        LanguageDetector detector = context.getBean(LanguageDetector.class);
        return texts -> texts.forEach(detector::detect);
    }

    static Call summaries(ApplicationContext context, int words) {
        TextSummarizer summarizer = new TextSummarizer(context.getBean(TextEmbedder.class));
        SummaryLength length = new SummaryLength(words, SummaryLength.Unit.WORDS);
        return texts -> {
            for (String text : texts) {
                summarizer.summarize(text, length, WithoutFleet.context());
            }
        };
    }

    static Call translations(ApplicationContext context, String source, String target) {
        Translator translator = context.getBean(Translator.class);
        return texts -> translator.translate(TranslationRequest.of(texts, source, target), WithoutFleet.context());
    }
}
