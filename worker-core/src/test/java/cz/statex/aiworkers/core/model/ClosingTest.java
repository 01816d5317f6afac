package cz.statex.aiworkers.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.model.device.Placement;
import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that take long to close, or cannot be closed. */
@Timeout(60)
class ClosingTest {

    @TempDir
    Path folder;

    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private ManagerFixture fixture;
    private ModelManager models;

    @BeforeEach
    void makeManager() throws Exception {
        fixture = new ManagerFixture(folder);
        models = fixture.manager();
    }

    @AfterEach
    void close() {
        go.countDown();
        fixture.close();
    }

    /** A model that does something when it is closed. */
    private record Closable(ModelRef ref, Runnable whenClosed) implements LoadedModel {

        @Override
        public long bytes() {
            return 1;
        }

        @Override
        public void close() {
            whenClosed.run();
        }
    }

    private void leaseOnce(String name, Runnable whenClosed) throws Exception {
        models.lease(new ModelSpec<>(
                        fixture.entry(name, "1"),
                        Closable.class,
                        (files, placement) -> new Closable(ref(files, placement), whenClosed)))
                .close();
    }

    private static ModelRef ref(ModelFiles files, Placement placement) {
        return new ModelRef(
                files.entry().name(),
                files.entry().version(),
                placement.device(),
                placement.precision().text());
    }

    private void slowly() {
        closing.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void roomThatIsNoLongerWaitedForIsNotMadeLater() throws Exception {
        leaseOnce("slow", this::slowly);
        Future<?> first = fixture.threads.submit(() -> models.makeRoom("cpu"));
        closing.await();
        Thread.currentThread().interrupt();
        models.makeRoom("cpu");
        assertThat(Thread.interrupted()).isTrue();
        models.lease(fixture.spec("later")).close();
        go.countDown();
        first.get();
        models.makeRoom("cuda:0");
        assertThat(models.loaded()).extracting(ModelRef::name).containsExactly("later");
        assertThat(fixture.events).contains("closed slow@1 OUT_OF_MEMORY");
    }

    @Test
    void anErrorOfOneModelLosesNoneOfTheOthers() throws Exception {
        for (String name : new String[] {"a", "b", "c"}) {
            leaseOnce(name, () -> {
                throw new NoClassDefFoundError(name);
            });
        }
        models.makeRoom("cpu");
        assertThat(models.loaded()).isEmpty();
        assertThat(fixture.events)
                .contains("closed a@1 OUT_OF_MEMORY", "closed b@1 OUT_OF_MEMORY", "closed c@1 OUT_OF_MEMORY", "held 0");
    }

    @Test
    void aStopWaitsForModelsThatAreStillBeingClosed() throws Exception {
        leaseOnce("slow", this::slowly);
        Future<?> room = fixture.threads.submit(() -> models.makeRoom("cpu"));
        closing.await();
        Thread stopper = new Thread(models::close);
        stopper.start();
        await().until(() -> stopper.getState() == Thread.State.TIMED_WAITING);
        assertThat(fixture.events).noneMatch(event -> event.startsWith("closed"));
        go.countDown();
        stopper.join();
        assertThat(fixture.events).contains("closed slow@1 OUT_OF_MEMORY");
        room.get();
    }
}
