package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.testing.WorkerApplicationContract;
import java.util.Set;

/** With the real model: ready means that it is loaded. */
class TextWorkerApplicationIT extends WorkerApplicationContract {

    TextWorkerApplicationIT() {
        super("text", Set.of("text.embed", "text.summarize", "text.sentiment", "text.language", "text.translate"));
    }

    @Override
    protected void runMain(String... arguments) {
        TextWorkerApplication.main(arguments);
    }
}
