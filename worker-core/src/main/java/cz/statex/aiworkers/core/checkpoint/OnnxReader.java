package cz.statex.aiworkers.core.checkpoint;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds where an ONNX file keeps its tensors, and the nodes that tell what they are. Field numbers are those of
 * {@code onnx.proto3}; only the fields that lead to weights are read, everything else is skipped.
 *
 * <p>Every length is checked against what is left of the file before anything is allocated for it.
 */
final class OnnxReader {

    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_NAME = 3;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int ATTRIBUTE_NAME = 1;
    private static final int ATTRIBUTE_NUMBER = 3;
    private static final int ATTRIBUTE_TENSOR = 5;
    private static final int ATTRIBUTE_GRAPH = 6;
    private static final int ATTRIBUTE_NUMBERS = 8;
    private static final int ATTRIBUTE_GRAPHS = 11;

    private static final int TENSOR_DIMENSIONS = 1;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_FLOATS = 4;
    private static final int TENSOR_INTEGERS = 5;
    private static final int TENSOR_LONGS = 7;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_RAW = 9;
    private static final int TENSOR_DOUBLES = 10;
    private static final int TENSOR_EXTERNAL = 13;

    private static final Set<String> OPERATORS = Set.of(
            "MatMul",
            "MatMulInteger",
            "QLinearMatMul",
            "ConvInteger",
            "QLinearConv",
            "DequantizeLinear",
            "Transpose",
            "Identity");

    private static final int MAX_INPUTS = 16;
    private static final int MAX_DEPTH = 32;

    private final String fileName;
    private final CodedInputStream in;
    private int entries;

    private OnnxReader(String fileName, CodedInputStream in) {
        this.fileName = fileName;
        this.in = in;
    }

    /**
     * Reads the graph of {@code file}.
     *
     * @throws CheckpointException if it contradicts itself
     * @throws IOException if the bytes are no ONNX model
     */
    static OnnxGraph read(MappedFile file) throws IOException {
        if (file.size() > Integer.MAX_VALUE) {
            throw new CheckpointException(
                    file.name(), "has " + file.size() + " bytes, and an ONNX file has at most 2 GiB");
        }
        CodedInputStream in = CodedInputStream.newInstance(file.stream(0, file.size()));
        in.pushLimit((int) file.size());
        OnnxReader reader = new OnnxReader(file.name(), in);
        OnnxGraph graph = new OnnxGraph(null);
        reader.fields(tag -> tag == tag(MODEL_GRAPH) && reader.graph(graph));
        if (!graph.hasTensors()) {
            throw new CheckpointException(file.name(), "holds no tensors");
        }
        return graph;
    }

    private boolean graph(OnnxGraph graph) throws IOException {
        if (graph.depth() > MAX_DEPTH) {
            throw broken("holds graphs in graphs, more than " + MAX_DEPTH + " deep");
        }
        return message(tag -> {
            if (tag == tag(GRAPH_NODE)) {
                return node(graph);
            }
            if (tag == tag(GRAPH_INITIALIZER)) {
                add(graph, tensor());
                return true;
            }
            return false;
        });
    }

    private void add(OnnxGraph graph, OnnxGraph.Tensor tensor) throws CheckpointException {
        if (tensor.name().isEmpty()) {
            throw broken("holds a tensor without a name");
        }
        if (!graph.add(tensor)) {
            throw broken("holds two tensors named " + tensor.name());
        }
        count();
    }

    private boolean node(OnnxGraph graph) throws IOException {
        NodeFields node = new NodeFields();
        message(tag -> {
            if (tag == tag(NODE_INPUT)) {
                add(node.inputs);
            } else if (tag == tag(NODE_OUTPUT)) {
                add(node.outputs);
            } else if (tag == tag(NODE_NAME)) {
                node.path = string();
            } else if (tag == tag(NODE_OPERATOR)) {
                node.operator = string();
            } else {
                return tag == tag(NODE_ATTRIBUTE) && attribute(graph, node);
            }
            return true;
        });
        if (OPERATORS.contains(node.operator)) {
            graph.add(new OnnxGraph.Node(node.operator, node.path, node.inputs, node.outputs, node.axis, node.order));
            count();
        } else if ("Constant".equals(node.operator) && node.value != null && !node.outputs.isEmpty()) {
            addConstant(graph, node.outputs.get(0), node.value);
        }
        return true;
    }

    /** Some exporters keep weights in constants; those with a path for a name are numbers of the program. */
    private void addConstant(OnnxGraph graph, String name, OnnxGraph.Tensor value) throws CheckpointException {
        if (name.indexOf('/') < 0) {
            add(graph, new OnnxGraph.Tensor(name, value.dtype(), value.shape(), value.data()));
        }
    }

    private void add(List<String> names) throws IOException {
        String name = string();
        // Some operators take hundreds of inputs; those that matter take a few.
        if (names.size() < MAX_INPUTS) {
            names.add(name);
        }
    }

    private boolean attribute(OnnxGraph graph, NodeFields node) throws IOException {
        String[] name = {""};
        long[] number = {node.axis};
        List<Long> numbers = new ArrayList<>(2);
        message(tag -> {
            if (tag == tag(ATTRIBUTE_NAME)) {
                name[0] = string();
            } else if (tag == (ATTRIBUTE_NUMBER << 3 | WireFormat.WIRETYPE_VARINT)) {
                number[0] = in.readInt64();
            } else if (tag == tag(ATTRIBUTE_NUMBERS)) {
                numbers(each -> add(numbers, each));
            } else if (tag == (ATTRIBUTE_NUMBERS << 3 | WireFormat.WIRETYPE_VARINT)) {
                add(numbers, in.readInt64());
            } else if (tag == tag(ATTRIBUTE_TENSOR)) {
                node.value = tensor();
            } else {
                return (tag == tag(ATTRIBUTE_GRAPH) || tag == tag(ATTRIBUTE_GRAPHS)) && innerGraph(graph);
            }
            return true;
        });
        if ("axis".equals(name[0])) {
            node.axis = number[0];
        } else if ("perm".equals(name[0])) {
            node.order = List.copyOf(numbers);
        }
        return true;
    }

    /** Axes matter of matrices only; other attributes may be long. */
    private static void add(List<Long> numbers, long number) {
        if (numbers.size() < CheckpointFiles.MAX_DIMENSIONS) {
            numbers.add(number);
        }
    }

    private boolean innerGraph(OnnxGraph outer) throws IOException {
        count();
        return graph(new OnnxGraph(outer));
    }

    private OnnxGraph.Tensor tensor() throws IOException {
        TensorFields tensor = new TensorFields();
        message(tag -> {
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_VARINT -> {
                    return tensorNumber(tensor, WireFormat.getTagFieldNumber(tag));
                }
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    return tensorContent(tensor, WireFormat.getTagFieldNumber(tag));
                }
                default -> {
                    return false;
                }
            }
        });
        return tensor.build(fileName);
    }

    private boolean tensorNumber(TensorFields tensor, int field) throws IOException {
        switch (field) {
            case TENSOR_DIMENSIONS -> addDimension(tensor, in.readInt64());
            case TENSOR_TYPE -> tensor.dtype = DType.ofOnnx(in.readInt32());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean tensorContent(TensorFields tensor, int field) throws IOException {
        switch (field) {
            case TENSOR_DIMENSIONS -> numbers(size -> addDimension(tensor, size));
            case TENSOR_NAME -> tensor.name = string();
            case TENSOR_RAW, TENSOR_FLOATS, TENSOR_DOUBLES -> setData(tensor, field, content());
            case TENSOR_INTEGERS, TENSOR_LONGS -> setData(tensor, field, numbers(number -> {}));
            case TENSOR_EXTERNAL -> {
                tensor.external = true;
                content();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void addDimension(TensorFields tensor, long size) throws CheckpointException {
        if (tensor.shape.size() == CheckpointFiles.MAX_DIMENSIONS) {
            throw broken("holds a tensor of more than " + CheckpointFiles.MAX_DIMENSIONS + " dimensions");
        }
        tensor.shape.add(size);
    }

    private void setData(TensorFields tensor, int field, OnnxGraph.Data data) throws CheckpointException {
        if (tensor.data.length() > 0 && data.length() > 0) {
            throw broken("holds the elements of a tensor twice");
        }
        if (data.length() > 0) {
            tensor.data = data;
            tensor.dataField = field;
        }
    }

    /** Takes each number of the next field, a packed list, and tells where they are and how many. */
    private OnnxGraph.Data numbers(NumberReader reader) throws IOException {
        int length = length();
        int offset = in.getTotalBytesRead();
        int outer = in.pushLimit(length);
        long count = 0;
        while (in.getBytesUntilLimit() > 0) {
            reader.take(in.readInt64());
            count++;
        }
        in.popLimit(outer);
        return new OnnxGraph.Data(offset, length, count, true);
    }

    /** Skips the next field, which has a length, and tells where in the file its content is. */
    private OnnxGraph.Data content() throws IOException {
        int length = length();
        int offset = in.getTotalBytesRead();
        in.skipRawBytes(length);
        return new OnnxGraph.Data(offset, length, length, false);
    }

    private String string() throws IOException {
        int length = length();
        if (length > CheckpointFiles.MAX_NAME_BYTES) {
            throw broken("holds a name of " + length + " bytes");
        }
        return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
    }

    private int length() throws IOException {
        int length = in.readRawVarint32();
        if (length < 0 || length > in.getBytesUntilLimit()) {
            throw broken("is truncated: at byte " + in.getTotalBytesRead() + " a field claims "
                    + Integer.toUnsignedString(length) + " bytes, but " + in.getBytesUntilLimit() + " are left");
        }
        return length;
    }

    private boolean message(FieldReader reader) throws IOException {
        int outer = in.pushLimit(length());
        fields(reader);
        in.popLimit(outer);
        return true;
    }

    private void fields(FieldReader reader) throws IOException {
        while (in.getBytesUntilLimit() > 0) {
            int tag = in.readTag();
            if (tag == 0) {
                throw broken("ends early at byte " + in.getTotalBytesRead());
            }
            if (!reader.take(tag)) {
                skip(tag);
            }
        }
    }

    private void skip(int tag) throws IOException {
        switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> content();
            case WireFormat.WIRETYPE_START_GROUP, WireFormat.WIRETYPE_END_GROUP ->
                throw broken("has a group at byte " + in.getTotalBytesRead() + ", which ONNX does not know");
            default -> in.skipField(tag);
        }
    }

    private void count() throws CheckpointException {
        entries++;
        if (entries > CheckpointFiles.MAX_TENSORS) {
            throw broken("holds more than " + CheckpointFiles.MAX_TENSORS + " tensors");
        }
    }

    private CheckpointException broken(String problem) {
        return new CheckpointException(fileName, problem);
    }

    private static int tag(int field) {
        return (field << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /** Takes one field of a message, or leaves it and says false. */
    private interface FieldReader {
        boolean take(int tag) throws IOException;
    }

    /** Takes one number of a packed field. */
    private interface NumberReader {
        void take(long number) throws IOException;
    }

    private static final class NodeFields {
        private final List<String> inputs = new ArrayList<>(4);
        private final List<String> outputs = new ArrayList<>(2);
        private String operator = "";
        private String path = "";
        private long axis = 1;
        private List<Long> order = List.of();
        private OnnxGraph.@Nullable Tensor value;
    }

    private static final class TensorFields {
        private final List<Long> shape = new ArrayList<>(4);
        private String name = "";
        private @Nullable DType dtype;
        private OnnxGraph.Data data = OnnxGraph.Data.NONE;
        private int dataField = TENSOR_RAW;
        private boolean external;

        private OnnxGraph.Tensor build(String fileName) throws CheckpointException {
            if (external) {
                throw new CheckpointException(
                        fileName,
                        name,
                        "is kept in another file, which is not read; save the model as one file, or as safetensors");
            }
            DType type = dtype;
            if (type == null) {
                return new OnnxGraph.Tensor(name, null, shape, data);
            }
            if (!mayKeep(dataField, type)) {
                throw new CheckpointException(fileName, name, "is of type " + type + ", but kept as another one");
            }
            if (data.varints()) {
                data = new OnnxGraph.Data(data.offset(), data.length(), data.bytes() * type.bytes(), true);
            }
            new TensorInfo(name, type, shape).requireBytes(fileName, data.bytes());
            return new OnnxGraph.Tensor(name, type, shape, data);
        }

        private static boolean mayKeep(int field, DType type) {
            return switch (field) {
                case TENSOR_FLOATS -> type == DType.FLOAT32;
                case TENSOR_DOUBLES -> type == DType.FLOAT64;
                case TENSOR_LONGS -> type == DType.INT64;
                case TENSOR_INTEGERS -> type != DType.FLOAT32 && type != DType.FLOAT64 && type != DType.INT64;
                default -> true;
            };
        }
    }
}
