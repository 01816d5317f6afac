package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.testing.contract.BaseWorkerContract;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import cz.statex.aiworkers.text.analysis.translation.TranslationModels;
import cz.statex.aiworkers.text.analysis.translation.Translator;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.testing.RealModels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TranslationWorkerTest extends BaseWorkerContract {

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
        return new TranslationWorker(
                new Translator(
                        models.models(),
                        new TranslationModels(
                                LiveCatalog.of(models.catalog()), models.engine(), TranslationModels.DEFAULT_MODEL),
                        new LanguageDetector()),
                HostedModels.none());
    }

    @Override
    protected String validInput() {
        return "{\"texts\": [\"Good morning!\", \"Where is {name}?\"], \"target_lang\": \"fr\"}";
    }

    @Override
    protected String invalidInput() {
        return "{\"text\": \"Good morning!\"}";
    }

    @Override
    protected boolean reachesACheckpoint() {
        return true;
    }
}
