package cz.statex.aiworkers.orchestrator;

import cz.statex.aiworkers.testing.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {
    ArchitectureTest() {
        super("orchestrator");
    }
}
