package cz.statex.aiworkers.core.checkpoint;

import org.jspecify.annotations.Nullable;

/** Element types of tensors. */
public enum DType {
    FLOAT64(8),
    FLOAT32(4),
    FLOAT16(2),
    BFLOAT16(2),
    INT64(8),
    INT32(4),
    INT16(2),
    INT8(1),
    UINT8(1),
    BOOL(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether its elements are fractions, which a model is computed in. */
    public boolean isFloat() {
        return this == FLOAT64 || this == FLOAT32 || this == FLOAT16 || this == BFLOAT16;
    }

    /** The one that ONNX has under this number; null if no program reads it. */
    static @Nullable DType ofOnnx(int number) {
        return switch (number) {
            case 1 -> FLOAT32;
            case 2 -> UINT8;
            case 3 -> INT8;
            case 5 -> INT16;
            case 6 -> INT32;
            case 7 -> INT64;
            case 9 -> BOOL;
            case 10 -> FLOAT16;
            case 11 -> FLOAT64;
            case 16 -> BFLOAT16;
            default -> null;
        };
    }
}
