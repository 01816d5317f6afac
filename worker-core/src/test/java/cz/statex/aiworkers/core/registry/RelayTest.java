package cz.statex.aiworkers.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayTest {

    private static final int BATCH = 10;

    private final ScriptedOutbox outbox = new ScriptedOutbox();
    private final AtomicInteger relayed = new AtomicInteger();
    private @Nullable Relay relay;
    private final RegistryObserver observer = new RegistryObserver() {
        @Override
        public void relayed(int count) {
            relayed.addAndGet(count);
        }
    };

    @Test
    void publishesBatchAfterBatchUntilNothingIsDue() {
        outbox.answer(BATCH, BATCH, 3);
        started();
        await().untilAsserted(() -> assertThat(relayed).hasValue(23));
        await().until(() -> outbox.waits.get() == 1);
    }

    @Test
    void wakesWhenTheStoreSignals() {
        outbox.answer(0, 1);
        started();
        await().until(() -> outbox.waits.get() == 1);
        assertThat(relayed).hasValue(0);
        outbox.signal.release();
        await().untilAsserted(() -> assertThat(relayed).hasValue(1));
    }

    @Test
    void goesOnAfterAFailure() {
        outbox.failures.set(2);
        outbox.answer(4);
        started();
        await().untilAsserted(() -> assertThat(relayed).hasValue(4));
    }

    @Test
    void letsABatchUnderWayEndBeforeItStops() throws Exception {
        outbox.gate = new CountDownLatch(1);
        outbox.answer(1);
        Relay stopping = started();
        await().until(() -> outbox.dispatching);
        Thread closer = new Thread(stopping::close);
        closer.start();
        closer.join(100);
        assertThat(closer.isAlive()).isTrue();
        outbox.gate.countDown();
        closer.join(5000);
        assertThat(closer.isAlive()).isFalse();
        assertThat(relayed).hasValue(1);
        assertThat(outbox.interrupted).isFalse();
    }

    @AfterEach
    void close() {
        if (relay != null) {
            relay.close();
        }
    }

    private Relay started() {
        relay = new Relay(
                outbox,
                (tasks, results, jobs) -> {},
                new Relay.Timing(BATCH, Duration.ofMinutes(1), Duration.ofMillis(5)),
                observer);
        relay.start();
        return relay;
    }

    private static final class ScriptedOutbox implements Outbox {
        private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
        private final Semaphore signal = new Semaphore(0);
        private final AtomicInteger waits = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
        private CountDownLatch gate = new CountDownLatch(0);
        private volatile boolean dispatching;
        private volatile boolean interrupted;

        private void answer(int... counts) {
            for (int count : counts) {
                answers.add(count);
            }
        }

        @Override
        public int dispatch(int limit, Publisher publisher) {
            assertThat(limit).isEqualTo(BATCH);
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("away");
            }
            dispatching = true;
            try {
                gate.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
            Integer answer = answers.poll();
            return answer == null ? 0 : answer;
        }

        @Override
        public Duration untilNextDue(Duration max) {
            return max;
        }

        @Override
        public void awaitSignal(Duration timeout) throws InterruptedException {
            waits.incrementAndGet();
            boolean unused = signal.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
