package cz.statex.aiworkers.core.checkpoint;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A weight of an ONNX file: a tensor, and what has to be done to its elements to get what the model was trained to.
 *
 * @param info name, type and shape as it is read
 * @param stored the tensor in the file
 * @param scales what its numbers stand for, if it is quantized
 * @param transposed whether it is read with its two dimensions swapped
 */
record OnnxWeight(TensorInfo info, OnnxGraph.Tensor stored, @Nullable Scales scales, boolean transposed) {

    private static final int NO_AXIS = -1;

    /**
     * How numbers are turned into floats: {@code (number - zero point) * scale}, as ONNX defines
     * {@code DequantizeLinear}.
     *
     * @param scale one scale, or one for each index along the axis
     * @param zeroPoint as many zero points, or null if they are zero
     * @param axis dimension of the stored tensor, or -1 for one scale
     */
    record Scales(OnnxGraph.Tensor scale, OnnxGraph.@Nullable Tensor zeroPoint, int axis) {}

    /** The tensor as it is stored. */
    static OnnxWeight of(OnnxGraph.Tensor stored, DType dtype) {
        return new OnnxWeight(new TensorInfo(stored.name(), dtype, stored.shape()), stored, null, false);
    }

    /** The same weight under another name. */
    OnnxWeight named(String name) {
        return new OnnxWeight(new TensorInfo(name, info.dtype(), info.shape()), stored, scales, transposed);
    }

    /** The same weight, a matrix, with its dimensions swapped. */
    OnnxWeight swapped() {
        TensorInfo swapped = new TensorInfo(
                info.name(),
                info.dtype(),
                List.of(info.shape().get(1), info.shape().get(0)));
        return new OnnxWeight(swapped, stored, scales, !transposed);
    }

    /**
     * The floats that the numbers stand for.
     *
     * @param file name of the file, for messages
     * @param axis dimension, of this weight, that the scales run along; null if nothing tells
     * @throws CheckpointException if scales and zero points do not fit the numbers
     */
    OnnxWeight dequantized(
            String file, OnnxGraph.Tensor scale, OnnxGraph.@Nullable Tensor zeroPoint, @Nullable Long axis)
            throws CheckpointException {
        DType numbers = stored.dtype();
        if (numbers != DType.INT8 && numbers != DType.UINT8 && numbers != DType.INT32) {
            throw broken(file, "is quantized to " + numbers + "; read are INT8, UINT8 and INT32");
        }
        if (scale.dtype() != DType.FLOAT32) {
            throw broken(file, "has scales of type " + scale.dtype() + "; read is FLOAT32");
        }
        long count = scale.data().bytes() / DType.FLOAT32.bytes();
        if (scale.shape().size() > 1 && count != 1) {
            throw broken(
                    file, "has scales of shape " + scale.shape() + "; read are one, and one for each index of an axis");
        }
        if (zeroPoint != null
                && (zeroPoint.dtype() != numbers || zeroPoint.data().bytes() != count * numbers.bytes())) {
            throw broken(
                    file,
                    "has zero points " + zeroPoint.dtype() + zeroPoint.shape() + " for scales of shape "
                            + scale.shape());
        }
        int along = count == 1 ? NO_AXIS : axis(file, count, axis);
        int storedAxis = transposed && along != NO_AXIS ? 1 - along : along;
        return new OnnxWeight(
                new TensorInfo(info.name(), DType.FLOAT32, info.shape()),
                stored,
                new Scales(scale, zeroPoint, storedAxis),
                transposed);
    }

    private int axis(String file, long count, @Nullable Long known) throws CheckpointException {
        List<Long> shape = info.shape();
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < shape.size(); i++) {
            boolean possible = known == null || known == i || known + shape.size() == i;
            if (possible && shape.get(i) == count) {
                fitting.add(i);
            }
        }
        if (fitting.size() != 1) {
            throw broken(
                    file,
                    "of shape " + shape + " has " + count + " scales, and "
                            + (known == null ? "nothing tells their axis" : "they do not fit axis " + known));
        }
        return fitting.get(0);
    }

    /** Reads the elements: little-endian, row-major. */
    ByteBuffer read(MappedFile file) throws CheckpointException {
        file.requireArray(info.name(), info.bytes());
        byte[] elements = elements(file, stored);
        if (transposed) {
            elements = transpose(elements);
        }
        return scales == null ? littleEndian(elements) : dequantize(file, littleEndian(elements), scales);
    }

    private byte[] elements(MappedFile file, OnnxGraph.Tensor tensor) throws CheckpointException {
        OnnxGraph.Data data = tensor.data();
        DType dtype = tensor.dtype();
        if (!data.varints() || dtype == null) {
            return file.bytes(info.name(), data.offset(), data.length());
        }
        file.requireArray(info.name(), data.bytes());
        byte[] elements = new byte[(int) data.bytes()];
        int at = 0;
        try {
            CodedInputStream in =
                    CodedInputStream.newInstance(file.stream(data.offset(), data.offset() + data.length()));
            while (at < elements.length) {
                long number = in.readInt64();
                for (int i = 0; i < dtype.bytes(); i++) {
                    elements[at] = (byte) (number >>> (8 * i));
                    at++;
                }
            }
        } catch (CheckpointException e) {
            throw e.of(info.name());
        } catch (IOException e) {
            throw broken(file.name(), "changed after it was opened");
        }
        return elements;
    }

    /** Turns the stored matrix into one of the shape that {@link #info} tells. */
    private byte[] transpose(byte[] source) {
        if (source.length == 0) {
            return source;
        }
        int rows = Math.toIntExact(info.shape().get(0));
        int columns = Math.toIntExact(info.shape().get(1));
        int width = source.length / (rows * columns);
        byte[] target = new byte[source.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                System.arraycopy(
                        source, (column * rows + row) * width, target, (row * columns + column) * width, width);
            }
        }
        return target;
    }

    private ByteBuffer dequantize(MappedFile file, ByteBuffer numbers, Scales by) throws CheckpointException {
        FloatBuffer factors = littleEndian(elements(file, by.scale())).asFloatBuffer();
        int count = factors.remaining();
        int[] zeros = new int[count];
        if (by.zeroPoint() != null) {
            ByteBuffer stored = littleEndian(elements(file, by.zeroPoint()));
            for (int i = 0; i < count; i++) {
                zeros[i] = number(stored, i);
            }
        }
        int axis = transposed && by.axis() != NO_AXIS ? 1 - by.axis() : by.axis();
        int repeats = axis == NO_AXIS ? 1 : inside(axis);
        ByteBuffer floats = littleEndian(new byte[(int) info.bytes()]);
        int elements = floats.remaining() / Float.BYTES;
        for (int i = 0; i < elements; i++) {
            int scale = i / repeats % count;
            // The difference of two 32-bit numbers may not fit into 32 bits.
            long difference = (long) number(numbers, i) - zeros[scale];
            floats.putFloat(i * Float.BYTES, difference * factors.get(scale));
        }
        return floats;
    }

    /** How many elements follow each other with the same index along {@code axis}. */
    private int inside(int axis) {
        long elements = 1;
        for (long size : info.shape().subList(axis + 1, info.shape().size())) {
            elements *= size;
        }
        return (int) elements;
    }

    private int number(ByteBuffer numbers, int index) {
        DType dtype = stored.dtype();
        if (dtype == DType.INT32) {
            return numbers.getInt(index * Integer.BYTES);
        }
        return dtype == DType.INT8 ? numbers.get(index) : Byte.toUnsignedInt(numbers.get(index));
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private CheckpointException broken(String file, String problem) {
        return new CheckpointException(file, info.name(), problem);
    }
}
