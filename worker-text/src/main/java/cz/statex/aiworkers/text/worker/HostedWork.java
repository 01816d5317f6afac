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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Has hosted models answer for several texts, one after the other. Thread-safe. */
final class HostedWork {

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
        HostedAnswer<T> first = model.ask(question.apply(texts.get(0)), context);
        List<T> values = new ArrayList<>(List.of(first.value()));
        HostedUsage usage = first.usage();
        for (String text : texts.subList(1, texts.size())) {
            context.progress(100 * values.size() / texts.size(), "answered " + values.size() + " of " + texts.size());
            HostedAnswer<T> answer = model.ask(question.apply(text), context);
            values.add(answer.value());
            usage = usage.plus(answer.usage());
        }
        return new Done<>(values, usage);
    }

    private static Sentiment sentiment(SentimentAnswer answer) {
        SentimentAnswer.Scores scores = answer.scores();
        return new Sentiment(
                Polarity.valueOf(answer.sentiment().name()),
                answer.confidence(),
                new Sentiment.Scores(scores.positive(), scores.negative(), scores.neutral()),
                null,
                null,
                1,
                false);
    }
}
