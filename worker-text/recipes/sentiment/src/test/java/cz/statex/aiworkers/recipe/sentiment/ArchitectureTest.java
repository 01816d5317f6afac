package cz.statex.aiworkers.recipe.sentiment;

import cz.statex.aiworkers.testing.ArchitectureContract;

class ArchitectureTest extends ArchitectureContract {
    ArchitectureTest() {
        super("recipe");
    }
}
