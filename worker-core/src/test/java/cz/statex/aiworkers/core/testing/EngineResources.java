package cz.statex.aiworkers.core.testing;

import ai.djl.engine.Engine;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Field;
import java.util.Map;

/** Counts what the engine has not been told to free: arrays, models, predictors and managers, however deep. */
public final class EngineResources {

    private EngineResources() {}

    /** How many there are in the whole process now. */
    public static int count() throws ReflectiveOperationException {
        try (NDManager probe = Engine.getEngine("PyTorch").newBaseManager()) {
            return count((BaseNDManager) probe.getParentManager());
        }
    }

    private static int count(BaseNDManager manager) throws ReflectiveOperationException {
        int count = 0;
        for (String field : new String[] {"resources", "tempResources"}) {
            // DJL only prints it.
            Field resources = BaseNDManager.class.getDeclaredField(field);
            resources.setAccessible(true);
            for (Object resource : ((Map<?, ?>) resources.get(manager)).values()) {
                count += 1 + (resource instanceof BaseNDManager child ? count(child) : 0);
            }
        }
        return count;
    }
}
