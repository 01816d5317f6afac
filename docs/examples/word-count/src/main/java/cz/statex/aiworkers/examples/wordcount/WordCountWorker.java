package cz.statex.aiworkers.examples.wordcount;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import org.springframework.stereotype.Component;

/** Counts the words of a text. */
@Component
class WordCountWorker extends BaseWorker<WordCountWorker.Input, WordCountWorker.Output> {
    record Input(String text) {}

    record Output(int words) {}

    WordCountWorker() {
        super("custom.word_count", Input.class, Output.class);
    }

    @Override
    protected Output process(Input input, TaskContext context) {
        return new Output(input.text().strip().split("\\s+").length);
    }
}
