package cz.statex.aiworkers.audio.worker;

import cz.statex.aiworkers.core.testing.WorkerApplicationContract;
import java.util.Set;
import org.springframework.context.ConfigurableApplicationContext;

/** Its workers are still to come; the process is there already. */
class AudioWorkerApplicationIT extends WorkerApplicationContract {

    AudioWorkerApplicationIT() {
        super("audio", Set.of());
    }

    @Override
    protected ConfigurableApplicationContext start(String... arguments) {
        return AudioWorkerApplication.start(arguments);
    }
}
