package cz.statex.aiworkers.audio.worker;

import cz.statex.aiworkers.core.testing.WorkerApplicationContract;
import java.util.Set;

/** Its workers are still to come; the process is there already. */
class AudioWorkerApplicationIT extends WorkerApplicationContract {

    AudioWorkerApplicationIT() {
        super("audio", Set.of());
    }

    @Override
    protected void runMain(String... arguments) {
        AudioWorkerApplication.main(arguments);
    }
}
