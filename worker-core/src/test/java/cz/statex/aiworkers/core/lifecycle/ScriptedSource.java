package cz.statex.aiworkers.core.lifecycle;

import cz.statex.aiworkers.core.execution.Delivery;
import cz.statex.aiworkers.core.execution.DeliverySource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Writes down what it is told. */
final class ScriptedSource implements DeliverySource {

    final List<String> told = new CopyOnWriteArrayList<>();
    volatile boolean consuming;
    volatile Consumer<Delivery> sink = delivery -> {};

    @Override
    public void start(Set<String> taskTypes, Consumer<Delivery> to) {
        told.add("start " + taskTypes);
        sink = to;
        consuming = true;
    }

    @Override
    public void pause(String taskType) {
        told.add("pause " + taskType);
    }

    @Override
    public void resume(String taskType) {
        told.add("resume " + taskType);
    }

    @Override
    public void pauseAll() {
        told.add("pauseAll");
        consuming = false;
    }

    @Override
    public void resumeAll() {
        told.add("resumeAll");
        consuming = true;
    }

    @Override
    public boolean isConsuming() {
        return consuming;
    }

    @Override
    public void stop() {
        told.add("stop");
        consuming = false;
    }
}
