package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.testing.contract.BaseWorkerContract;
import cz.statex.aiworkers.text.testing.RealModels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TextEmbeddingWorkerTest extends BaseWorkerContract {

    private static RealModels models;

    @BeforeAll
    static void open() {
        models = new RealModels();
    }

    @AfterAll
    static void close() {
        models.close();
    }

    @Override
    protected BaseWorker<?, ?> worker() {
        return new TextEmbeddingWorker(models.embedder());
    }

    @Override
    protected String validInput() {
        return "{\"texts\": [\"Hello there\", \"Good bye\"], \"normalize\": false}";
    }

    @Override
    protected String invalidInput() {
        return "{\"texts\": []}";
    }
}
