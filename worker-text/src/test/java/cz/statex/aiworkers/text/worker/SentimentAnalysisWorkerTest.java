package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.testing.contract.BaseWorkerContract;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentAnalyzer;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentModels;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.testing.RealModels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SentimentAnalysisWorkerTest extends BaseWorkerContract {

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
        return new SentimentAnalysisWorker(
                new SentimentAnalyzer(new SentimentModels(
                        LiveCatalog.of(models.catalog()),
                        models.models(),
                        models.engine(),
                        SentimentModels.DEFAULT_MODEL)),
                HostedModels.none());
    }

    @Override
    protected String validInput() {
        return "{\"texts\": [\"I love it.\", \"It rains.\"]}";
    }

    @Override
    protected String invalidInput() {
        return "{\"texts\": []}";
    }

    @Override
    protected boolean reachesACheckpoint() {
        return true;
    }
}
