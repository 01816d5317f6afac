package cz.statex.aiworkers.document;

import cz.statex.aiworkers.testing.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {
    ArchitectureTest() {
        super("document");
    }
}
