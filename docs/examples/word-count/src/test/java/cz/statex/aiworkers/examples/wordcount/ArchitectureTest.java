package cz.statex.aiworkers.examples.wordcount;

import cz.statex.aiworkers.testing.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {
    ArchitectureTest() {
        super("examples.wordcount");
    }
}
