package cz.statex.aiworkers.multimodal.worker;

import cz.statex.aiworkers.core.testing.WorkerApplicationContract;
import java.util.Set;

/** Its workers are still to come; the process is there already. */
class MultimodalWorkerApplicationIT extends WorkerApplicationContract {

    MultimodalWorkerApplicationIT() {
        super("multimodal", Set.of());
    }

    @Override
    protected void runMain(String... arguments) {
        MultimodalWorkerApplication.main(arguments);
    }
}
