package cz.statex.aiworkers.core.djl;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.model.ModelObserver;
import org.junit.jupiter.api.Test;

class EngineObserverTest {

    @Test
    void anObserverThatThrowsFailsNoCall() {
        ModelObserver broken = new ModelObserver() {
            @Override
            public Work inferring(String model, String method) {
                throw new IllegalStateException("no such meter");
            }
        };
        try (TorchEngine engine = new TorchEngine(new TorchSettings("cpu", 1, 1, null), broken)) {
            assertThat(engine.observer().inferring("m@1", "embed")).isSameAs(ModelObserver.Work.UNSEEN);
        }
    }
}
