package cz.statex.aiworkers.examples.wordcount;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.testing.contract.BaseWorkerContract;

class WordCountWorkerTest extends BaseWorkerContract {

    @Override
    protected BaseWorker<?, ?> worker() {
        return new WordCountWorker();
    }

    @Override
    protected String validInput() {
        return "{\"text\": \"three short words\"}";
    }
}
