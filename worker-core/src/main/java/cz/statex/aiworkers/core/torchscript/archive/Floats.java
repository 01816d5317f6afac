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

    /** 32-bit floats rounded to a narrower type: to the nearest, ties to even. */
    static ByteBuffer narrowed(ByteBuffer source, DType dtype) {
        int elements = source.remaining() / Float.BYTES;
        ByteBuffer target = ByteBuffer.allocate(elements * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer floats = source.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        for (int i = 0; i < elements; i++) {
            target.putShort(
                    switch (dtype) {
                        case FLOAT16 -> toHalf(floats.get(i));
                        case BFLOAT16 -> toBrain(floats.get(i));
                        default -> throw new IllegalArgumentException(dtype + " is no narrower floating-point type");
                    });
        }
        return target.flip();
    }

    private static short toBrain(float value) {
        int bits = Float.floatToIntBits(value);
        // Half of what is cut off, less one where that would round an even number up; a NaN is its own.
        return (short) (Float.isNaN(value) ? bits >>> 16 : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    /** What is too large for the type becomes its largest number: a weight must not become infinite. */
    private static short toHalf(float value) {
        int bits = Float.floatToIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude >= 0x7f800000) {
            return (short) (sign | (Float.isNaN(value) ? 0x7e00 : 0x7c00));
        }
        if (magnitude < 0x38800000) {
            // Below 2^-14: steps of 2^-24.
            return (short) (sign | (int) Math.rint(Math.abs(value) * 0x1p24f));
        }
        int rounded = (magnitude - (112 << 23) + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
        return (short) (sign | Math.min(rounded, 0x7bff));
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
