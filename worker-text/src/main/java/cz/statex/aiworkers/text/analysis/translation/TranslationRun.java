package cz.statex.aiworkers.text.analysis.translation;

import cz.statex.aiworkers.core.generation.StepListener;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.text.analysis.translation.TextParts.Part;
import cz.statex.aiworkers.text.analysis.translation.Unit.Window;
import cz.statex.aiworkers.text.model.translation.TranslationModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One request on one model.
 *
 * <p>Each sentence is shown to the model whole, what the vocabulary cannot write replaced by stand-ins. If all that is
 * protected comes out again, that is the translation; if not, what is between the protected spans is translated by
 * itself and they are put back where they were. So a sentence may read worse, but nothing is ever lost. Equal sentences are
 * translated once. Sentences go in batches of like lengths.
 *
 * <p>Used by one thread.
 */
final class TranslationRun {

    private static final int BATCH_ROWS = 32;
    private static final int BATCH_TOKENS = 1024;
    private static final int ROOM = 12;

    private final TranslationModel model;
    private final String source;
    private final String target;
    private final TranslationRequest request;
    private final TaskContext context;

    private final Map<String, String> translations = new LinkedHashMap<>();
    private int segments;
    private int cut;
    private int patched;
    private int unfinished;
    private long chosenTokens;
    private double logProbability;

    TranslationRun(
            TranslationModel model, String source, String target, TranslationRequest request, TaskContext context) {
        this.model = model;
        this.source = source;
        this.target = target;
        this.request = request;
        this.context = context;
    }

    Translation run() throws InterruptedException {
        List<List<Part>> texts = request.texts().stream().map(TextParts::of).toList();
        Map<String, Protected> sentences = new LinkedHashMap<>();
        for (List<Part> text : texts) {
            for (Part part : text) {
                context.checkpoint();
                if (part.isSentence()) {
                    segments++;
                    sentences.computeIfAbsent(part.text(), sentence -> new Protected(sentence, model::isStrange));
                }
            }
        }
        List<String> lost = translateWhole(sentences);
        translateBetween(lost, sentences);
        List<String> translated = texts.stream()
                .map(text -> String.join("", text.stream().map(this::answer).toList()))
                .toList();
        return new Translation(
                translated,
                source,
                target,
                chosenTokens == 0 ? 1 : Math.exp(logProbability / chosenTokens),
                model.ref().name() + "@" + model.ref().version(),
                segments,
                cut,
                patched,
                unfinished);
    }

    private String answer(Part part) {
        return part.isSentence() ? Objects.requireNonNull(translations.get(part.text())) : part.text();
    }

    /** Translates sentences as they are shown; returns those of which something was lost. */
    private List<String> translateWhole(Map<String, Protected> sentences) throws InterruptedException {
        List<String> lost = new ArrayList<>();
        Map<String, Unit> units = new LinkedHashMap<>();
        sentences.forEach((sentence, content) -> {
            if (content.isShowable() && hasLetters(String.join(" ", content.between()))) {
                units.put(sentence, unit(content.shown()));
            } else {
                lost.add(sentence);
            }
        });
        translate(units, 0, 80);
        units.forEach((sentence, unit) -> {
            Protected content = Objects.requireNonNull(sentences.get(sentence));
            if (content.isKept(unit.translation())) {
                count(unit);
                translations.put(sentence, content.revealed(unit.translation()));
            } else {
                lost.add(sentence);
            }
        });
        return lost;
    }

    private void translateBetween(List<String> lost, Map<String, Protected> sentences) throws InterruptedException {
        Map<String, Unit> units = new LinkedHashMap<>();
        for (String sentence : lost) {
            for (String between :
                    Objects.requireNonNull(sentences.get(sentence)).between()) {
                if (hasLetters(between)) {
                    units.computeIfAbsent(between, text -> unit(text.strip()));
                }
            }
        }
        translate(units, 80, 100);
        units.values().forEach(this::count);
        for (String sentence : lost) {
            Protected content = Objects.requireNonNull(sentences.get(sentence));
            translations.put(
                    sentence,
                    content.joined(content.between().stream()
                            .map(between -> patch(between, units))
                            .toList()));
        }
        patched = lost.size();
    }

    /** The translation of what is between two spans, with its white space. */
    private static String patch(String between, Map<String, Unit> units) {
        Unit unit = units.get(between);
        if (unit == null) {
            return between;
        }
        int start = between.length() - between.stripLeading().length();
        int end = between.stripTrailing().length();
        return between.substring(0, start) + unit.translation() + between.substring(end);
    }

    private static boolean hasLetters(String text) {
        return text.codePoints().anyMatch(Character::isLetter);
    }

    private Unit unit(String text) {
        return new Unit(new Windows(part -> model.encode(part, source, target), model.maxTokens()).of(text));
    }

    private void count(Unit unit) {
        cut += unit.isCut() ? 1 : 0;
        for (TranslationModel.Sentence answer : unit.answers()) {
            chosenTokens += answer.tokens();
            logProbability += answer.logProbability();
            unfinished += answer.complete() ? 0 : 1;
        }
    }

    /** Lets the model answer all windows, those of like length together, and tells the progress between two percents. */
    private void translate(Map<String, Unit> units, int from, int to) throws InterruptedException {
        List<Window> windows = units.values().stream()
                .flatMap(unit -> unit.windows().stream())
                .sorted(Comparator.comparingInt(window -> window.tokens().length))
                .toList();
        int done = 0;
        while (done < windows.size()) {
            context.checkpoint();
            int end = batchEnd(windows, done);
            List<Window> batch = windows.subList(done, end);
            List<TranslationModel.Sentence> answers = model.translate(
                    batch.stream().map(Window::tokens).toList(),
                    target,
                    Objects.requireNonNullElse(request.beams(), model.beams()),
                    newTokens(batch),
                    StepListener.of(context));
            for (int i = 0; i < answers.size(); i++) {
                batch.get(i).answer(answers.get(i));
            }
            done = end;
            context.progress(
                    from + (to - from) * done / windows.size(), "translated " + done + " of " + windows.size());
        }
    }

    private static int batchEnd(List<Window> windows, int from) {
        int end = from + 1;
        while (end < windows.size()
                && end - from < BATCH_ROWS
                && (end - from + 1) * windows.get(end).tokens().length <= BATCH_TOKENS) {
            end++;
        }
        return end;
    }

    private int newTokens(List<Window> batch) {
        int longest = batch.get(batch.size() - 1).tokens().length;
        return Objects.requireNonNullElse(request.maxLength(), 2 * longest + ROOM);
    }
}
