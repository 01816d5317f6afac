package cz.statex.aiworkers.core.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class ReaperTest {

    private static final Duration SILENCE = Duration.ofSeconds(90);

    private final WorkerStore workers = mock(WorkerStore.class);
    private final IntSupplier purge = mock(IntSupplier.class);
    private final RegistryObserver observer = mock(RegistryObserver.class);

    @Test
    void reapsUntilNothingIsLeft() {
        when(workers.markLost(SILENCE)).thenReturn(List.of("worker-2"));
        when(workers.reap(anyInt())).thenReturn(100, 100, 7);
        reaper(Duration.ofHours(1)).reap();
        verify(workers, times(3)).reap(100);
        verify(observer).reaped(207);
    }

    @Test
    void isSilentWhenNobodyIsLost() {
        when(workers.markLost(SILENCE)).thenReturn(List.of());
        reaper(Duration.ofHours(1)).reap();
        verify(observer, never()).reaped(anyInt());
    }

    @Test
    void blamesNobodyForTheSilenceOfAnOutage() {
        when(workers.markLost(SILENCE)).thenReturn(List.of());
        when(workers.reap(anyInt()))
                .thenThrow(new IllegalStateException("away"))
                .thenReturn(0);
        Reaper reaper = reaper(Duration.ofSeconds(30));
        assertThatThrownBy(reaper::reap).hasMessage("away");
        for (int look = 0; look < 4; look++) {
            reaper.reap();
        }
        verify(workers, times(1)).markLost(SILENCE);
        verify(workers, times(5)).reap(anyInt());
        reaper.reap();
        verify(workers, times(2)).markLost(SILENCE);
    }

    @Test
    void reapsAndPurgesAgainAndAgain() {
        when(workers.reap(anyInt())).thenThrow(new IllegalStateException("away"));
        when(purge.getAsInt()).thenReturn(3);
        try (Reaper reaper = reaper(Duration.ofMillis(10))) {
            reaper.start();
            verify(workers, timeout(5000).atLeast(2)).reap(anyInt());
            verify(purge, timeout(5000).atLeast(2)).getAsInt();
        }
        verify(purge, atLeast(2)).getAsInt();
    }

    private Reaper reaper(Duration interval) {
        return new Reaper(workers, purge, new Reaper.Timing(interval, SILENCE, interval), new Random(7), observer);
    }
}
