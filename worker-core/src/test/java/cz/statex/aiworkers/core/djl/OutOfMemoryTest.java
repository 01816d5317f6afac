package cz.statex.aiworkers.core.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
import cz.statex.aiworkers.core.testing.FloatTensor;
import cz.statex.aiworkers.core.torchscript.archive.ArchiveWriter;
import cz.statex.aiworkers.core.torchscript.archive.ScriptModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {

    /** Allocates as many floats as it is told. */
    private static final String GREEDY =
            """
            class Greedy(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Greedy, count: Tensor) -> Tensor:
                n = annotate(int, torch.item(count))
                return torch.ones([n], dtype=6)
            """;

    @TempDir
    Path folder;

    @Test
    void aCallThatFindsNoMemoryIsTypedAndTheModelCanBeCalledAgain() throws Exception {
        Path archive = folder.resolve("greedy.pt");
        ArchiveWriter.write(archive, "greedy", GREEDY, new ScriptModule("Greedy"));
        List<String> seen = new CopyOnWriteArrayList<>();
        try (TorchEngine engine = new TorchEngine(new TorchSettings("cpu", 1, 1, null), recordedIn(seen));
                TorchModel model = engine.load(archive, "greedy@1")) {
            assertThatThrownBy(() -> FloatTensor.of(model, "forward", Map.of("count", new long[][] {{1L << 50}})))
                    .isInstanceOfSatisfying(DeviceOutOfMemoryException.class, e -> assertThat(e.device())
                            .isEqualTo("cpu"))
                    .hasMessage("device cpu has no memory left for forward of model greedy@1");
            assertThat(FloatTensor.of(model, "forward", Map.of("count", new long[][] {{3}}))
                            .values())
                    .containsExactly(1, 1, 1);
        }
        assertThat(seen)
                .containsExactly(
                        "called forward of greedy@1",
                        "begun",
                        "DeviceOutOfMemoryException",
                        "called forward of greedy@1",
                        "begun",
                        "succeeded");
    }

    private static ModelObserver recordedIn(List<String> seen) {
        return new ModelObserver() {
            @Override
            public Work inferring(String model, String method) {
                seen.add("called " + method + " of " + model);
                return new Work() {
                    @Override
                    public void begun() {
                        seen.add("begun");
                    }

                    @Override
                    public void ended(@Nullable Throwable failure) {
                        seen.add(
                                failure == null
                                        ? "succeeded"
                                        : failure.getClass().getSimpleName());
                    }
                };
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total capacity of 79.10 GiB",
                "CUDA error: out of memory",
                "[enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't allocate memory: you tried",
                "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"
            })
    void knowsTheWordsOfTheEngine(String message) {
        assertThat(OutOfMemory.isMeantBy(new IllegalStateException("outer", new RuntimeException(message))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mat1 and mat2 shapes cannot be multiplied", "CUDA error: device-side assert triggered"})
    void takesNoOtherFailureForIt(String message) {
        assertThat(OutOfMemory.isMeantBy(new RuntimeException(message))).isFalse();
        assertThat(OutOfMemory.isMeantBy(new RuntimeException())).isFalse();
    }
}
