package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.device.Placement;
import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that computes nothing and notes what is done to it. */
final class FakeModel implements LoadedModel {

    final AtomicInteger warmedUp = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    private final ModelRef ref;

    FakeModel(ModelFiles files, Placement placement) {
        ref = new ModelRef(
                files.entry().name(),
                files.entry().version(),
                placement.device(),
                placement.precision().text());
    }

    @Override
    public ModelRef ref() {
        return ref;
    }

    @Override
    public long bytes() {
        return 5;
    }

    @Override
    public void warmUp() {
        warmedUp.incrementAndGet();
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
