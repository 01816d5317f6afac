package cz.statex.aiworkers.core.checkpoint;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds where an ONNX file keeps its initializers. Field numbers are those of {@code onnx.proto3}; only the fields that
 * lead to weights are read, everything else is skipped.
 *
 * <p>Every length is checked against what is left of the file before anything is allocated for it.
 */
final class OnnxIndex {

    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_NAME = 3;
    private static final int NODE_OPERATOR = 4;
    private static final int TENSOR_DIMENSIONS = 1;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_FLOATS = 4;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_RAW = 9;
    private static final int TENSOR_DOUBLES = 10;
    private static final int TENSOR_EXTERNAL = 13;

    private static final int MAX_NAME_BYTES = 4096;
    private static final int MAX_DIMENSIONS = 16;
    private static final int MAX_TENSORS = 200_000;

    private final CodedInputStream in;
    private final Map<String, Stored> tensors = new LinkedHashMap<>();
    private final Map<String, String> matrixByNode = new LinkedHashMap<>();

    /**
     * A tensor and where its bytes are.
     *
     * @param offset first byte in the file, or -1 if the bytes are kept in a form that is not read
     * @param length bytes in the file
     */
    record Stored(@Nullable DType dtype, List<Long> shape, long offset, long length) {}

    private OnnxIndex(CodedInputStream in) {
        this.in = in;
    }

    /** Reads the index; throws {@link IOException} if the bytes are no ONNX model. */
    static OnnxIndex read(CodedInputStream in, int fileBytes) throws IOException {
        OnnxIndex index = new OnnxIndex(in);
        in.pushLimit(fileBytes);
        index.fields(tag -> {
            if (tag == tag(MODEL_GRAPH)) {
                index.message(index::graphField);
                return true;
            }
            return false;
        });
        if (index.tensors.isEmpty()) {
            throw new IOException("holds no tensors");
        }
        return index;
    }

    /** Initializers by their name in the file. */
    Map<String, Stored> tensors() {
        return tensors;
    }

    /** Names of matrices that exporters made anonymous, by the path of the node that multiplies with them. */
    Map<String, String> matrixByNode() {
        return matrixByNode;
    }

    private boolean graphField(int tag) throws IOException {
        if (tag == tag(GRAPH_NODE)) {
            node();
            return true;
        }
        if (tag == tag(GRAPH_INITIALIZER)) {
            tensor();
            return true;
        }
        return false;
    }

    private void node() throws IOException {
        List<String> inputs = new ArrayList<>(2);
        String[] nameAndOperator = {"", ""};
        message(tag -> {
            if (tag == tag(NODE_INPUT)) {
                String input = string();
                if (inputs.size() < 2) {
                    inputs.add(input);
                }
            } else if (tag == tag(NODE_NAME)) {
                nameAndOperator[0] = string();
            } else if (tag == tag(NODE_OPERATOR)) {
                nameAndOperator[1] = string();
            } else {
                return false;
            }
            return true;
        });
        boolean matrix = "MatMul".equals(nameAndOperator[1]) && inputs.size() == 2;
        if (matrix && inputs.get(1).startsWith("onnx::") && !nameAndOperator[0].isEmpty()) {
            matrixByNode.put(nameAndOperator[0], inputs.get(1));
            refuseTooMany(matrixByNode.size());
        }
    }

    private void tensor() throws IOException {
        Builder tensor = new Builder();
        message(tag -> tensorField(tensor, tag));
        if (tensor.name.isEmpty()) {
            throw new IOException("holds a tensor without a name");
        }
        if (tensors.put(tensor.name, new Stored(tensor.dtype, tensor.shape, tensor.offset, tensor.length)) != null) {
            throw new IOException("holds two tensors named " + tensor.name);
        }
        refuseTooMany(tensors.size());
    }

    private boolean tensorField(Builder tensor, int tag) throws IOException {
        if (tag == tag(TENSOR_DIMENSIONS)) {
            message(() -> dimension(tensor));
        } else if (tag == WireFormat.WIRETYPE_VARINT + (TENSOR_DIMENSIONS << 3)) {
            dimension(tensor);
        } else if (tag == WireFormat.WIRETYPE_VARINT + (TENSOR_TYPE << 3)) {
            tensor.dtype = dtype(in.readInt32());
        } else if (tag == tag(TENSOR_NAME)) {
            tensor.name = string();
        } else if (tag == tag(TENSOR_RAW) || tag == tag(TENSOR_FLOATS) || tag == tag(TENSOR_DOUBLES)) {
            tensor.length = length();
            tensor.offset = in.getTotalBytesRead();
            in.skipRawBytes((int) tensor.length);
        } else if (tag == tag(TENSOR_EXTERNAL)) {
            throw new IOException("keeps tensors in other files, which is not supported");
        } else {
            return false;
        }
        return true;
    }

    private void dimension(Builder tensor) throws IOException {
        if (tensor.shape.size() == MAX_DIMENSIONS) {
            throw new IOException("holds a tensor of more than " + MAX_DIMENSIONS + " dimensions");
        }
        tensor.shape.add(in.readInt64());
    }

    private String string() throws IOException {
        int length = length();
        if (length > MAX_NAME_BYTES) {
            throw new IOException("holds a name of " + length + " bytes");
        }
        return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
    }

    private int length() throws IOException {
        int length = in.readRawVarint32();
        if (length < 0 || length > in.getBytesUntilLimit()) {
            throw new IOException("is truncated: at byte " + in.getTotalBytesRead() + " a field claims "
                    + Integer.toUnsignedString(length) + " bytes, but " + in.getBytesUntilLimit() + " are left");
        }
        return length;
    }

    private void message(FieldReader reader) throws IOException {
        int outer = in.pushLimit(length());
        fields(reader);
        in.popLimit(outer);
    }

    private void message(ElementReader reader) throws IOException {
        int outer = in.pushLimit(length());
        while (in.getBytesUntilLimit() > 0) {
            reader.read();
        }
        in.popLimit(outer);
    }

    private void fields(FieldReader reader) throws IOException {
        while (in.getBytesUntilLimit() > 0) {
            int tag = in.readTag();
            if (tag == 0) {
                throw new IOException("ends early at byte " + in.getTotalBytesRead());
            }
            if (!reader.read(tag)) {
                skip(tag);
            }
        }
    }

    private void skip(int tag) throws IOException {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            in.skipRawBytes(length());
        } else if (!in.skipField(tag)) {
            throw new IOException("has an unexpected end of group at byte " + in.getTotalBytesRead());
        }
    }

    private static void refuseTooMany(int entries) throws IOException {
        if (entries > MAX_TENSORS) {
            throw new IOException("holds more than " + MAX_TENSORS + " tensors");
        }
    }

    private static int tag(int field) {
        return (field << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private static @Nullable DType dtype(int onnxType) {
        return switch (onnxType) {
            case 1 -> DType.FLOAT32;
            case 2 -> DType.UINT8;
            case 3 -> DType.INT8;
            case 5 -> DType.INT16;
            case 6 -> DType.INT32;
            case 7 -> DType.INT64;
            case 9 -> DType.BOOL;
            case 10 -> DType.FLOAT16;
            case 11 -> DType.FLOAT64;
            case 16 -> DType.BFLOAT16;
            default -> null;
        };
    }

    /** Takes one field of a message, or leaves it and says false. */
    private interface FieldReader {
        boolean read(int tag) throws IOException;
    }

    /** Takes one element of a packed field. */
    private interface ElementReader {
        void read() throws IOException;
    }

    private static final class Builder {
        private final List<Long> shape = new ArrayList<>(4);
        private String name = "";
        private @Nullable DType dtype;
        private long offset = -1;
        private long length;
    }
}
