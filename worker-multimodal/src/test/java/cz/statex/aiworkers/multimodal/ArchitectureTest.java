package cz.statex.aiworkers.multimodal;

import cz.statex.aiworkers.testing.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {
    ArchitectureTest() {
        super("multimodal");
    }
}
