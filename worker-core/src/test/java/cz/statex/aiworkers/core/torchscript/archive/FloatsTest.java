package cz.statex.aiworkers.core.torchscript.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.checkpoint.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class FloatsTest {

    @Test
    void everyNarrowNumberSurvivesTheWayThereAndBack() {
        for (DType dtype : new DType[] {DType.FLOAT16, DType.BFLOAT16}) {
            for (int bits = 0; bits < 1 << 16; bits++) {
                float value = widened((short) bits, dtype);
                if (!Float.isNaN(value)) {
                    assertThat(narrowed(value, dtype))
                            .as("%s %04x", dtype, bits)
                            .isEqualTo((short) bits);
                } else {
                    assertThat(widened(narrowed(value, dtype), dtype)).isNaN();
                }
            }
        }
    }

    @Test
    void whatLiesHalfwayIsRoundedToTheEvenNumber() {
        for (DType dtype : new DType[] {DType.FLOAT16, DType.BFLOAT16}) {
            int last = dtype == DType.FLOAT16 ? 0x7bfe : 0x7f7e;
            for (int bits = 0; bits < last; bits++) {
                float low = widened((short) bits, dtype);
                float high = widened((short) (bits + 1), dtype);
                float middle = (float) (((double) low + high) / 2);
                assertThat(narrowed(middle, dtype)).isEqualTo((short) (bits + (bits & 1)));
                assertThat(narrowed(-Math.nextUp(middle), dtype)).isEqualTo((short) ((bits + 1) | 0x8000));
                assertThat(narrowed(Math.nextDown(middle), dtype)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void finiteNumbersStayFiniteInHalves() {
        assertThat(widened(narrowed(1e9f, DType.FLOAT16), DType.FLOAT16)).isEqualTo(65504);
        assertThat(widened(narrowed(-65520, DType.FLOAT16), DType.FLOAT16)).isEqualTo(-65504);
        assertThat(widened(narrowed(Float.NEGATIVE_INFINITY, DType.FLOAT16), DType.FLOAT16))
                .isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(narrowed(1e-9f, DType.FLOAT16)).isZero();
    }

    @Test
    void narrowsToNarrowerTypesOnly() {
        assertThatThrownBy(() -> narrowed(1, DType.INT8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("INT8 is no narrower floating-point type");
    }

    private static short narrowed(float value, DType dtype) {
        ByteBuffer wide = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value);
        return Floats.narrowed(wide, dtype).getShort(0);
    }

    private static float widened(short bits, DType dtype) {
        ByteBuffer narrow =
                ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(0, bits);
        return Floats.widened(narrow, dtype).getFloat(0);
    }
}
