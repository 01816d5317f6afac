package cz.statex.aiworkers.core.checkpoint;

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
}
