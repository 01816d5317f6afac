package cz.statex.aiworkers.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnedTest {

    private final List<String> closed = new ArrayList<>();
    private final Owned owned = new Owned();

    @Test
    void closesInReverseOrderAndOnlyOnce() {
        owned.own(() -> closed.add("lock"));
        owned.own(() -> closed.add("servers"));
        owned.own(() -> closed.add("workers"));
        owned.close();
        owned.close();
        assertThat(closed).containsExactly("workers", "servers", "lock");
    }

    @Test
    void goesOnWhenAPartCannotBeClosed() {
        owned.own(() -> closed.add("servers"));
        owned.own(() -> {
            throw new IllegalStateException("stuck");
        });
        owned.close();
        assertThat(closed).containsExactly("servers");
    }

    @Test
    void closesAtOnceWhatComesAfterTheEnd() {
        owned.close();
        assertThatThrownBy(() -> owned.own(() -> closed.add("late")))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("stopped");
        assertThat(closed).containsExactly("late");
    }
}
