package cz.statex.aiworkers.core.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an ONNX graph tells about its weights: the tensors it holds, the nodes that rename, transpose, unpack or multiply
 * with tensors, and the graphs inside its nodes, which see its tensors.
 */
final class OnnxGraph {

    private final @Nullable OnnxGraph outer;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Node> nodeByOutput = new HashMap<>();
    private final List<OnnxGraph> inner = new ArrayList<>();

    /**
     * A tensor of the file.
     *
     * @param dtype type of the elements, or null if it is one that no program reads
     */
    record Tensor(String name, @Nullable DType dtype, List<Long> shape, Data data) {}

    /**
     * Where a tensor's elements are.
     *
     * @param offset first byte in the file
     * @param length bytes in the file
     * @param bytes bytes of the elements as they are read
     * @param varints whether each element is a protobuf number of its own length, not raw bytes
     */
    record Data(long offset, long length, long bytes, boolean varints) {
        /** No elements. */
        static final Data NONE = new Data(0, 0, 0, false);
    }

    /**
     * A node.
     *
     * @param path its name, which exporters make of the module's path
     * @param axis its attribute of that name; 1 if it has none, as {@code DequantizeLinear} understands it
     * @param order its attribute {@code perm}: the axes as {@code Transpose} orders them; none to reverse them
     */
    record Node(String operator, String path, List<String> inputs, List<String> outputs, long axis, List<Long> order) {

        /** Name of the input number {@code index}, or nothing. */
        String input(int index) {
            return index < inputs.size() ? inputs.get(index) : "";
        }
    }

    /** A tensor or a node, and the graph that it is in, whose names it uses. */
    record Producer(OnnxGraph graph, @Nullable Tensor tensor, @Nullable Node node) {}

    OnnxGraph(@Nullable OnnxGraph outer) {
        this.outer = outer;
        if (outer != null) {
            outer.inner.add(this);
        }
    }

    /** Adds a tensor; says false if there is one of that name. */
    boolean add(Tensor tensor) {
        return tensors.putIfAbsent(tensor.name(), tensor) == null;
    }

    /** Adds a node. */
    void add(Node node) {
        nodes.add(node);
        node.outputs().forEach(output -> nodeByOutput.put(output, node));
    }

    /** Its own tensors, in the order of the file. */
    Iterable<Tensor> tensors() {
        return tensors.values();
    }

    /** Its own nodes, in the order of the file. */
    Iterable<Node> nodes() {
        return nodes;
    }

    /** Whether it has tensors of its own, or graphs inside have. */
    boolean hasTensors() {
        return !tensors.isEmpty() || inner.stream().anyMatch(OnnxGraph::hasTensors);
    }

    /** Adds this graph and the graphs inside it to {@code all}. */
    void collect(List<OnnxGraph> all) {
        all.add(this);
        inner.forEach(graph -> graph.collect(all));
    }

    /** How many graphs it is inside of. */
    int depth() {
        return outer == null ? 0 : outer.depth() + 1;
    }

    /** The tensor that {@code name} means here. */
    @Nullable
    Tensor tensor(String name) {
        Producer producer = producer(name);
        return producer == null ? null : producer.tensor();
    }

    /** What {@code name} means here: the innermost graph that knows it decides. */
    @Nullable
    Producer producer(String name) {
        for (OnnxGraph graph = this; graph != null; graph = graph.outer) {
            Tensor tensor = graph.tensors.get(name);
            Node node = graph.nodeByOutput.get(name);
            if (tensor != null || node != null) {
                return new Producer(graph, tensor, node);
            }
        }
        return null;
    }
}
