package cz.statex.aiworkers.core.torchscript.archive;

import cz.statex.aiworkers.core.checkpoint.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Converts between the floating-point types of tensors. */
final class Floats {

    private Floats() {}

    /** Whether {@link #widened} takes this type. */
    static boolean isWidened(DType dtype) {
        return switch (dtype) {
            case FLOAT32, FLOAT16, BFLOAT16, FLOAT64 -> true;
            default -> false;
        };
    }

    /** The same numbers as 32-bit floats; only those of 64 bits are rounded. */
    static ByteBuffer widened(ByteBuffer source, DType dtype) {
        if (dtype == DType.FLOAT32) {
            return source;
        }
        int elements = source.remaining() / dtype.bytes();
        ByteBuffer target = ByteBuffer.allocate(Math.multiplyExact(elements, 4)).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer floats = target.asFloatBuffer();
        for (int i = 0; i < elements; i++) {
            int at = source.position() + i * dtype.bytes();
            floats.put(
                    i,
                    switch (dtype) {
                        case FLOAT16 -> ofHalf(source.getShort(at));
                        case BFLOAT16 -> Float.intBitsToFloat(source.getShort(at) << 16);
                        case FLOAT64 -> (float) source.getDouble(at);
                        default -> throw new IllegalArgumentException(dtype + " is no floating-point type");
                    });
        }
        return target;
    }

    /** The value of a number in IEEE 754 binary16. */
    private static float ofHalf(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int mantissa = half & 0x3ff;
        if (exponent == 0) {
            // Subnormal: the mantissa counts steps of 2^-24.
            float value = mantissa * 0x1p-24f;
            return sign == 0 ? value : -value;
        }
        int wide = exponent == 0x1f ? 0xff : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
    }
}
