package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.DType;
import cz.statex.aiworkers.core.checkpoint.TensorInfo;
import cz.statex.aiworkers.core.testing.TinyBert;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightBytesTest {

    /** A checkpoint whose tensors are only known. */
    private record Known(Map<String, TensorInfo> tensors) implements Checkpoint {

        @Override
        public String fileName() {
            return "known";
        }

        @Override
        public Set<String> names() {
            return tensors.keySet();
        }

        @Override
        public Optional<TensorInfo> find(String name) {
            return Optional.ofNullable(tensors.get(name));
        }

        @Override
        public ByteBuffer read(String name) {
            throw new AssertionError("nothing need be read");
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource({
        "FP32, FLOAT16, 24",
        "FP32, BFLOAT16, 24",
        "INT8, FLOAT16, 24",
        "BF16, FLOAT16, 12",
        "FP32, FLOAT32, 24",
        "FP32, INT64, 48"
    })
    void floatsThatTheArchiveKeepsWiderAreCountedAsWide(Precision precision, DType dtype, long bytes) {
        Checkpoint checkpoint = new Known(Map.of("w", new TensorInfo("w", dtype, List.of(2L, 3L))));
        assertThat(TorchScriptArchive.of("bert_encoder", TinyBert.CONFIG, ImportOptions.of(precision))
                        .weightBytes(checkpoint))
                .isEqualTo(bytes);
    }
}
