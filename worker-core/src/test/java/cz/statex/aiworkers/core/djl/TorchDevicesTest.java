package cz.statex.aiworkers.core.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The choice among GPUs that the test makes up. */
class TorchDevicesTest {

    private int trims;

    @Test
    void autoIsTheGpuWithTheMostFreeMemory() throws Exception {
        Devices devices = devices("auto", 10, 30, 20);
        assertThat(devices.choose()).isEqualTo("cuda:1");
        assertThat(devices.usesGpus()).isTrue();
    }

    @Test
    void autoIsTheCpuWhereThereIsNoGpu() throws Exception {
        Devices devices = devices("auto");
        assertThat(devices.choose()).isEqualTo("cpu");
        assertThat(devices.usesGpus()).isFalse();
    }

    @Test
    void whatIsConfiguredIsTakenOrMissed() throws Exception {
        assertThat(devices("cpu", 10).choose()).isEqualTo("cpu");
        assertThat(devices("cpu", 10).usesGpus()).isFalse();
        assertThat(devices("cuda:1", 10, 20).choose()).isEqualTo("cuda:1");
        Devices devices = devices("cuda:2", 10, 20);
        assertThat(devices.usesGpus()).isTrue();
        assertThatThrownBy(devices::choose)
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE))
                .hasMessage(
                        "device cuda:2 is configured, but this machine has 2 GPUs that the engine can use: set"
                                + " ai-workers.models.device to auto or cpu, or run a build for CUDA where there is such a GPU");
    }

    @Test
    void memoryIsTheDevicesOwn() {
        Devices devices = devices("auto", 10, 20);
        assertThat(devices.memory("cuda:1")).isEqualTo(new Devices.Memory(80, 100));
        assertThat(devices.memory("cpu").used()).isGreaterThan(1_000_000);
    }

    @Test
    void everyDeviceIsTrimmedInItsOwnWay() {
        Devices devices = devices("auto", 10, 20);
        devices.trim("cpu");
        assertThat(trims).isZero();
        devices.trim("cuda:1");
        assertThat(trims).isEqualTo(1);
    }

    private Devices devices(String configured, Integer... free) {
        List<Integer> gpus = List.of(free);
        return new TorchDevices(configured, new TorchDevices.Gpus() {
            @Override
            public int count() {
                return gpus.size();
            }

            @Override
            public Devices.Memory memory(int gpu) {
                return new Devices.Memory(100 - gpus.get(gpu), 100);
            }

            @Override
            public void trim() {
                trims++;
            }
        });
    }
}
