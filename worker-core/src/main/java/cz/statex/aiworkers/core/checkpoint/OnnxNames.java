package cz.statex.aiworkers.core.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives the weights of an ONNX file the names that they had in the model.
 *
 * <ul>
 *   <li>Exporters fold a linear layer into a multiplication whose matrix is transposed and called
 *       {@code onnx::MatMul_123}. The node's path still tells which layer it was:
 *       {@code /encoder/layer.0/attention/self/query/MatMul} multiplies with
 *       {@code encoder.layer.0.attention.self.query.weight}, transposed.
 *   <li>ONNX Runtime's quantizer keeps {@code X} as {@code X_quantized}, {@code X_scale} and {@code X_zero_point}, and
 *       adds {@code _quant} to the node's path.
 *   <li>Merging two decoders into the branches of one adds {@code _merged_0} to what both use.
 *   <li>A weight that is used twice may be stored once, and be an output of {@code Identity} or {@code Transpose} under
 *       its other name.
 * </ul>
 */
final class OnnxNames {

    private static final Pattern NODE_PATH = Pattern.compile("/(.+)/MatMul(_\\d+)?(_quant)?");
    private static final Pattern MERGED = Pattern.compile("_merged_\\d+$");
    private static final String QUANTIZED = "_quantized";
    private static final String SCALE = "_scale";
    private static final String ZERO_POINT = "_zero_point";

    /** What {@code Transpose} does to a matrix. */
    private static final List<Long> SWAPPED = List.of(1L, 0L);

    /** A name goes through a few nodes at most before it is a tensor; more would be a loop. */
    private static final int MAX_STEPS = 8;

    private final MappedFile file;
    private final List<OnnxGraph> graphs = new ArrayList<>();
    private final Map<String, Long> axes = new HashMap<>();
    private final Map<String, OnnxWeight> weights = new LinkedHashMap<>();
    private final Map<String, OnnxWeight> otherNames = new LinkedHashMap<>();
    private final Set<OnnxGraph.Tensor> named = new HashSet<>();
    private final Set<String> ambiguous = new HashSet<>();
    private long compared;

    private OnnxNames(MappedFile file, OnnxGraph root) {
        this.file = file;
        root.collect(graphs);
    }

    /**
     * The weights of {@code graph} by name.
     *
     * @throws CheckpointException if two different weights have the same name, or scales do not fit what they scale
     */
    static Map<String, OnnxWeight> weights(MappedFile file, OnnxGraph graph) throws CheckpointException {
        OnnxNames names = new OnnxNames(file, graph);
        names.findAxes();
        names.nameByNodes();
        names.nameByTensors();
        names.otherNames.forEach(names.weights::putIfAbsent);
        names.weights.keySet().removeAll(names.ambiguous);
        return names.weights;
    }

    /** Whether an exporter made {@code name} up: such a name means something else in each graph and each file. */
    static boolean isOfExporter(String name) {
        return name.startsWith("onnx::") || name.startsWith("/");
    }

    /** Scales of a matrix run along its outputs, of a convolution along its channels; else the node says it. */
    private void findAxes() {
        for (OnnxGraph graph : graphs) {
            for (OnnxGraph.Node node : graph.nodes()) {
                switch (node.operator()) {
                    case "MatMulInteger" -> axes.put(node.input(1), -1L);
                    case "QLinearMatMul" -> axes.put(node.input(3), -1L);
                    case "ConvInteger" -> axes.put(node.input(1), 0L);
                    case "QLinearConv" -> axes.put(node.input(3), 0L);
                    case "DequantizeLinear" -> axes.put(node.input(0), node.axis());
                    default -> {
                        // The others take no numbers that stand for floats.
                    }
                }
            }
        }
    }

    private void nameByNodes() throws CheckpointException {
        for (OnnxGraph graph : graphs) {
            for (OnnxGraph.Node node : graph.nodes()) {
                switch (node.operator()) {
                    case "MatMul", "MatMulInteger" -> nameMatrix(graph, node, node.input(1));
                    case "QLinearMatMul" -> nameMatrix(graph, node, node.input(3));
                    case "Identity" -> nameCopy(graph, node);
                    default -> {
                        // The others do not tell what their inputs are.
                    }
                }
            }
        }
    }

    private void nameMatrix(OnnxGraph graph, OnnxGraph.Node node, String input) throws CheckpointException {
        Matcher path = NODE_PATH.matcher(node.path());
        OnnxWeight weight = path.matches() ? resolve(graph, input, MAX_STEPS) : null;
        if (weight == null || weight.info().shape().size() != 2) {
            return;
        }
        String name = path.group(1).replace('/', '.') + ".weight";
        OnnxWeight matrix = weight.swapped().named(name);
        if (isOfExporter(weight.stored().name())) {
            named.add(weight.stored());
            add(matrix);
        } else {
            otherNames.putIfAbsent(name, matrix);
        }
    }

    private void nameCopy(OnnxGraph graph, OnnxGraph.Node node) throws CheckpointException {
        OnnxWeight weight = resolve(graph, node.input(0), MAX_STEPS);
        if (weight != null && !node.outputs().isEmpty()) {
            String name = node.outputs().get(0);
            otherNames.putIfAbsent(name, weight.named(name));
        }
    }

    /** The weight that {@code name} means in {@code graph}, if it comes from a tensor of the file. */
    private @Nullable OnnxWeight resolve(OnnxGraph graph, String name, int steps) throws CheckpointException {
        OnnxGraph.Producer producer = graph.producer(name);
        if (producer == null || steps == 0) {
            return null;
        }
        if (producer.tensor() != null) {
            return weight(producer.graph(), producer.tensor());
        }
        OnnxGraph.Node node = producer.node();
        if (node == null) {
            return null;
        }
        return switch (node.operator()) {
            case "Identity" -> resolve(producer.graph(), node.input(0), steps - 1);
            case "Transpose" -> transposed(node, resolve(producer.graph(), node.input(0), steps - 1));
            case "DequantizeLinear" ->
                dequantized(producer.graph(), node, resolve(producer.graph(), node.input(0), steps - 1));
            default -> null;
        };
    }

    /** Only what swaps the two axes of a matrix is a transposed weight. */
    private @Nullable OnnxWeight transposed(OnnxGraph.Node node, @Nullable OnnxWeight weight)
            throws CheckpointException {
        if (weight == null || weight.info().shape().size() != 2) {
            return null;
        }
        if (!node.order().isEmpty() && !node.order().equals(SWAPPED)) {
            throw new CheckpointException(
                    file.name(),
                    weight.info().name(),
                    "is transposed with perm " + node.order() + ", but only " + SWAPPED + " is read");
        }
        return weight.swapped();
    }

    private @Nullable OnnxWeight dequantized(OnnxGraph graph, OnnxGraph.Node node, @Nullable OnnxWeight weight)
            throws CheckpointException {
        OnnxGraph.Tensor scale = graph.tensor(node.input(1));
        if (weight == null || scale == null) {
            return null;
        }
        return weight.dequantized(file.name(), scale, graph.tensor(node.input(2)), node.axis());
    }

    /** The weight that {@code tensor} holds; null if its elements are of a type that no program reads. */
    private @Nullable OnnxWeight weight(OnnxGraph graph, OnnxGraph.Tensor tensor) throws CheckpointException {
        DType dtype = tensor.dtype();
        if (dtype == null) {
            return null;
        }
        OnnxWeight weight = OnnxWeight.of(tensor, dtype);
        OnnxGraph.Tensor scale = partOf(graph, tensor, SCALE);
        return scale == null
                ? weight
                : weight.dequantized(file.name(), scale, partOf(graph, tensor, ZERO_POINT), axes.get(tensor.name()));
    }

    /** The scales or zero points of a quantized tensor. Those of a bias have {@code _quantized} in their name too. */
    private static OnnxGraph.@Nullable Tensor partOf(OnnxGraph graph, OnnxGraph.Tensor tensor, String part) {
        if (!tensor.name().endsWith(QUANTIZED)) {
            return null;
        }
        OnnxGraph.Tensor own = graph.tensor(baseOf(tensor.name()) + part);
        return own == null ? graph.tensor(tensor.name() + part) : own;
    }

    private static String baseOf(String quantized) {
        return quantized.substring(0, quantized.length() - QUANTIZED.length());
    }

    private void nameByTensors() throws CheckpointException {
        for (OnnxGraph graph : graphs) {
            for (OnnxGraph.Tensor tensor : graph.tensors()) {
                OnnxWeight weight = named.contains(tensor) || isPart(graph, tensor) ? null : weight(graph, tensor);
                if (weight != null) {
                    String name = weight.scales() == null ? tensor.name() : baseOf(tensor.name());
                    add(weight.named(MERGED.matcher(name).replaceFirst("")));
                }
            }
        }
    }

    /** Whether it is the scales or the zero points of another tensor. */
    private static boolean isPart(OnnxGraph graph, OnnxGraph.Tensor tensor) {
        for (String part : List.of(SCALE, ZERO_POINT)) {
            if (tensor.name().endsWith(part)) {
                String whole = tensor.name().substring(0, tensor.name().length() - part.length());
                return graph.tensor(whole + QUANTIZED) != null
                        || (whole.endsWith(QUANTIZED) && graph.tensor(whole) != null);
            }
        }
        return false;
    }

    private void add(OnnxWeight weight) throws CheckpointException {
        String name = weight.info().name();
        OnnxWeight other = weights.putIfAbsent(name, weight);
        if (other == null || isSame(weight, other)) {
            return;
        }
        if (!isOfExporter(name)) {
            throw new CheckpointException(file.name(), name, "appears twice, and not with the same elements");
        }
        ambiguous.add(name);
    }

    /** Whether two weights are equal, as the branches of one graph have them when each brings its own copy. */
    private boolean isSame(OnnxWeight weight, OnnxWeight other) throws CheckpointException {
        OnnxWeight.Scales scales = weight.scales();
        OnnxWeight.Scales otherScales = other.scales();
        if (!weight.info().equals(other.info())
                || weight.transposed() != other.transposed()
                || !isSame(weight.stored(), other.stored())) {
            return false;
        }
        if (scales == null || otherScales == null) {
            return scales == null && otherScales == null;
        }
        return scales.axis() == otherScales.axis()
                && isSame(scales.scale(), otherScales.scale())
                && isSame(scales.zeroPoint(), otherScales.zeroPoint());
    }

    private boolean isSame(OnnxGraph.@Nullable Tensor tensor, OnnxGraph.@Nullable Tensor other)
            throws CheckpointException {
        if (tensor == null || other == null) {
            return tensor == null && other == null;
        }
        OnnxGraph.Data data = tensor.data();
        if (tensor.dtype() != other.dtype()
                || !tensor.shape().equals(other.shape())
                || data.length() != other.data().length()
                || data.varints() != other.data().varints()) {
            return false;
        }
        if (data.offset() != other.data().offset()) {
            compared += data.length();
        }
        // Each copy is compared once in an honest file; comparing for ever must not be possible.
        if (compared > file.size()) {
            throw new CheckpointException(file.name(), tensor.name(), "appears again and again");
        }
        return file.repeats(data.offset(), other.data().offset(), data.length());
    }
}
