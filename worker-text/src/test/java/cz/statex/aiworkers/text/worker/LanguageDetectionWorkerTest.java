package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.testing.contract.BaseWorkerContract;
import cz.statex.aiworkers.text.analysis.LanguageDetector;

class LanguageDetectionWorkerTest extends BaseWorkerContract {

    private static final LanguageDetector DETECTOR = new LanguageDetector();

    @Override
    protected BaseWorker<?, ?> worker() {
        return new LanguageDetectionWorker(DETECTOR);
    }

    @Override
    protected String validInput() {
        return "{\"texts\": [\"Guten Tag, wie geht es Ihnen?\", \"Bonjour tout le monde\"]}";
    }

    @Override
    protected String invalidInput() {
        return "{\"text\": 5}";
    }

    @Override
    protected boolean reachesACheckpoint() {
        return true;
    }
}
