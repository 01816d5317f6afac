package cz.statex.aiworkers.document.worker;

import cz.statex.aiworkers.core.testing.WorkerApplicationContract;
import java.util.Set;

/** Its workers are still to come; the process is there already. */
class DocumentWorkerApplicationIT extends WorkerApplicationContract {

    DocumentWorkerApplicationIT() {
        super("document", Set.of());
    }

    @Override
    protected void runMain(String... arguments) {
        DocumentWorkerApplication.main(arguments);
    }
}
