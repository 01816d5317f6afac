package cz.statex.aiworkers.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JoinedCheckpointTest {

    private final List<String> closed = new ArrayList<>();

    /** A file that cannot be closed properly. */
    private final class Stubborn implements Checkpoint {
        private final String name;

        private Stubborn(String name) {
            this.name = name;
        }

        @Override
        public String fileName() {
            return name;
        }

        @Override
        public Set<String> names() {
            return Set.of(name);
        }

        @Override
        public Optional<TensorInfo> find(String tensor) {
            return Optional.empty();
        }

        @Override
        public ByteBuffer read(String tensor) {
            return ByteBuffer.allocate(0);
        }

        @Override
        public void close() {
            closed.add(name);
            throw new IllegalStateException(name);
        }
    }

    @Test
    void closesEveryPartAlsoWhereOneFails() throws Exception {
        Checkpoint joined = JoinedCheckpoint.of(List.of(new Stubborn("a"), new Stubborn("b"), new Stubborn("c")));
        assertThatThrownBy(joined::close).hasMessage("a").satisfies(e -> assertThat(e.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("b", "c"));
        assertThat(closed).containsExactly("a", "b", "c");
    }
}
