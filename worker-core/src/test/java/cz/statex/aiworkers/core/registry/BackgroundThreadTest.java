package cz.statex.aiworkers.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundThreadTest {

    private static final Duration SHORT = Duration.ofMillis(5);

    private final BackgroundThread thread = new BackgroundThread("aiw-test");
    private final List<String> names = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        thread.close();
    }

    @Test
    void repeatsWorkThatFails() {
        AtomicInteger runs = new AtomicInteger();
        thread.repeat(SHORT, "count", () -> {
            names.add(Thread.currentThread().getName());
            if (runs.incrementAndGet() < 3) {
                throw new IllegalStateException("away");
            }
        });
        await().untilAsserted(() -> assertThat(runs).hasValueGreaterThan(3));
        assertThat(names).containsOnly("aiw-test");
    }

    @Test
    void doesWorkOnceBesideWhatItRepeats() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        thread.repeat(SHORT, "count", () -> {});
        thread.once("count down", done::countDown);
        assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doesNothingOnceItIsClosed() {
        thread.close();
        thread.once("note a name", () -> names.add("late"));
        assertThat(names).isEmpty();
    }
}
