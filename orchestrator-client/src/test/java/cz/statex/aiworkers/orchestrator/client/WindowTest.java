package cz.statex.aiworkers.orchestrator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WindowTest {

    @Test
    void aFullWindowLetsNobodyInUntilSomethingEnds() {
        Window window = new Window(1);
        CompletableFuture<Void> first = new CompletableFuture<>();
        assertThat(window.enter()).isTrue();
        window.follow(() -> first);

        CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(window::enter);
        assertThat(second).isNotDone();
        first.complete(null);

        assertThat(second).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo(true);
    }

    @Test
    void nothingBeginsAfterAFailureAndTheFirstIsThrown() {
        Window window = new Window(2);
        assertThat(window.enter()).isTrue();
        window.follow(() -> {
            throw new AiWorkersException.UnknownTaskType("a.b");
        });

        assertThat(window.enter()).isFalse();
        assertThatThrownBy(window::awaitEmpty).isInstanceOf(AiWorkersException.UnknownTaskType.class);
    }

    @Test
    void aWindowWithoutRoomIsRefused() {
        assertThatThrownBy(() -> new Window(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anInterruptedWaitIsSaid() {
        Window window = new Window(1);
        assertThat(window.enter()).isTrue();
        Thread.currentThread().interrupt();

        assertThatThrownBy(window::awaitEmpty).isInstanceOf(AiWorkersException.Interrupted.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
