package cz.statex.aiworkers.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PausesTest {

    private static final String ECHO = "custom.echo";

    private final ScriptedSource source = new ScriptedSource();
    private final HostState state = new HostState();
    private Supplier<Set<String>> stored = Set::of;
    private final Pauses pauses = new Pauses(Set.of(ECHO), source, state, () -> stored.get(), Duration.ofMillis(20));

    @AfterEach
    void close() {
        pauses.close();
    }

    @Test
    void beginsWithWhatTheStoreRemembers() {
        stored = () -> Set.of(ECHO, "custom.other");
        pauses.start();
        assertThat(state.paused()).containsExactly(ECHO);
        assertThat(source.told).containsExactly("pause custom.echo");
    }

    @Test
    void doesNotBeginWithoutTheStore() {
        stored = () -> {
            throw new IllegalStateException("away");
        };
        assertThatThrownBy(pauses::start).hasMessage("away");
    }

    @Test
    void noticesOrdersThatItMissed() {
        pauses.start();
        stored = () -> Set.of(ECHO);
        await().untilAsserted(() -> assertThat(source.told).containsExactly("pause custom.echo"));
        stored = Set::of;
        await().untilAsserted(() -> assertThat(source.told).containsExactly("pause custom.echo", "resume custom.echo"));
        assertThat(state.paused()).isEmpty();
    }

    @Test
    void asksWhenToldThatOrdersMayHaveBeenMissed() {
        stored = () -> Set.of(ECHO);
        pauses.askSoon();
        await().untilAsserted(() -> assertThat(state.paused()).containsExactly(ECHO));
        pauses.close();
        pauses.askSoon();
    }

    @Test
    void undoesAPauseWhoseResumeItMissed() {
        pauses.pause(ECHO);
        pauses.ask();
        assertThat(source.told).containsExactly("pause custom.echo", "resume custom.echo");
    }

    @Test
    void doesNotLetAnOlderAnswerUndoAnOrder() {
        stored = () -> {
            pauses.pause(ECHO);
            return Set.of();
        };
        pauses.ask();
        assertThat(source.told).containsExactly("pause custom.echo");
    }

    @Test
    void keepsThePauseOfThisProcessWhateverTheStoreSays() {
        pauses.pause(null);
        pauses.ask();
        pauses.resume(ECHO);
        assertThat(state.paused()).containsExactly(ECHO);
        pauses.resume(null);
        assertThat(source.told).containsExactly("pause custom.echo", "resume custom.echo");
    }

    @Test
    void doesNotResumeForThisProcessWhatIsPausedForAll() {
        stored = () -> Set.of(ECHO);
        pauses.start();
        pauses.resume(null);
        assertThat(source.told).containsExactly("pause custom.echo");
    }
}
