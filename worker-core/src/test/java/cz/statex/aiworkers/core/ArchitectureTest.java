package cz.statex.aiworkers.core;

import cz.statex.aiworkers.testing.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {
    ArchitectureTest() {
        super("core");
    }
}
