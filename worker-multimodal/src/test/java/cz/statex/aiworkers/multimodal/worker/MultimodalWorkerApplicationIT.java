package cz.statex.aiworkers.multimodal.worker;

import cz.statex.aiworkers.core.testing.WorkerApplicationContract;
import java.util.Set;
import org.springframework.context.ConfigurableApplicationContext;

/** Its workers are still to come; the process is there already. */
class MultimodalWorkerApplicationIT extends WorkerApplicationContract {

    MultimodalWorkerApplicationIT() {
        super("multimodal", Set.of());
    }

    @Override
    protected ConfigurableApplicationContext start(String... arguments) {
        return MultimodalWorkerApplication.start(arguments);
    }
}
