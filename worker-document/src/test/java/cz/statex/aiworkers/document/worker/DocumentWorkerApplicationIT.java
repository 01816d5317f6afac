package cz.statex.aiworkers.document.worker;

import cz.statex.aiworkers.core.testing.WorkerApplicationContract;
import java.util.Set;
import org.springframework.context.ConfigurableApplicationContext;

/** Its workers are still to come; the process is there already. */
class DocumentWorkerApplicationIT extends WorkerApplicationContract {

    DocumentWorkerApplicationIT() {
        super("document", Set.of());
    }

    @Override
    protected ConfigurableApplicationContext start(String... arguments) {
        return DocumentWorkerApplication.start(arguments);
    }
}
