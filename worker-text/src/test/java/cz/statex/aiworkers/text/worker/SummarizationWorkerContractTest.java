package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.testing.contract.BaseWorkerContract;
import cz.statex.aiworkers.text.analysis.AbstractiveSummarizer;
import cz.statex.aiworkers.text.analysis.SummaryModels;
import cz.statex.aiworkers.text.analysis.TextSummarizer;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.testing.RealModels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every worker promises, of summaries by sentences. */
class SummarizationWorkerContractTest extends BaseWorkerContract {

    private static RealModels models;

    @BeforeAll
    static void load() {
        models = new RealModels();
    }

    @AfterAll
    static void close() {
        models.close();
    }

    @Override
    protected BaseWorker<?, ?> worker() {
        return new TextSummarizationWorker(
                new TextSummarizer(models.embedder()),
                new AbstractiveSummarizer(
                        new SummaryModels(LiveCatalog.of(models.catalog()), models.models(), models.engine(), null)),
                HostedModels.none());
    }

    @Override
    protected String validInput() {
        return "{\"text\": \"The bridge is closed. A flood broke it. It will be built anew.\", \"max_length\": 20}";
    }

    @Override
    protected String invalidInput() {
        return "{\"text\": \"The bridge is closed.\", \"max_length\": 0}";
    }

    @Override
    protected boolean reachesACheckpoint() {
        return true;
    }
}
