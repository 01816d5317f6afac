package cz.statex.aiworkers.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import cz.statex.aiworkers.core.execution.TaskStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StoreWatchTest {

    private final ScriptedSource source = new ScriptedSource();
    private final TaskStore store = mock(TaskStore.class);
    private final StoreWatch watch = new StoreWatch(store, source, Duration.ofSeconds(1));

    @Test
    void pausesUntilTheStoreIsBack() {
        when(store.ping(any()))
                .thenReturn(false)
                .thenThrow(new IllegalStateException("odd"))
                .thenReturn(true);
        watch.storeUnavailable();
        await().until(() -> source.told.contains("resumeAll"));
        assertThat(source.told).containsExactly("pauseAll", "resumeAll");

        await().until(() -> {
            watch.storeUnavailable();
            return source.told.size() >= 4;
        });
        watch.close();
    }

    @Test
    void watchesOnceHoweverOftenItIsTold() throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        when(store.ping(any())).thenAnswer(invocation -> back.await(20, TimeUnit.SECONDS));
        for (int i = 0; i < 5; i++) {
            watch.storeUnavailable();
        }
        back.countDown();
        await().until(() -> source.told.contains("resumeAll"));
        assertThat(source.told).containsExactly("pauseAll", "resumeAll");
    }

    @Test
    void resumesNothingOnceItIsClosed() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        when(store.ping(any())).thenAnswer(invocation -> {
            asked.countDown();
            new CountDownLatch(1).await(20, TimeUnit.SECONDS);
            return true;
        });
        watch.storeUnavailable();
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        watch.close();
        watch.storeUnavailable();
        assertThat(source.told).containsExactly("pauseAll");
    }
}
