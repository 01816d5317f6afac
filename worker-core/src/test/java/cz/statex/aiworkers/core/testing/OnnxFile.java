package cz.statex.aiworkers.core.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** Builds small ONNX files for tests: initializers, the nodes that multiply with them, and graphs inside nodes. */
public final class OnnxFile {

    /** ONNX's number of 32-bit floats. */
    public static final int FLOAT = 1;

    /** ONNX's number of unsigned bytes. */
    public static final int UINT8 = 2;

    /** ONNX's number of signed bytes. */
    public static final int INT8 = 3;

    private static final int LONG = 7;

    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

    /** Adds a tensor of any type with its raw bytes. */
    public OnnxFile tensor(String name, int type, byte[] raw, long... shape) {
        return message(graph, 5, tensor -> {
            for (long size : shape) {
                tensor.writeInt64(1, size);
            }
            tensor.writeInt32(2, type);
            tensor.writeString(8, name);
            tensor.writeBytes(9, ByteString.copyFrom(raw));
        });
    }

    /** Adds a tensor of floats. */
    public OnnxFile floats(String name, float[] values, long... shape) {
        return tensor(name, FLOAT, bytes(values), shape);
    }

    /** Adds a tensor of floats in the packed field that some exporters use, with packed dimensions. */
    public OnnxFile packedFloats(String name, float[] values, int... shape) {
        return message(graph, 5, tensor -> {
            ByteArrayOutputStream dimensions = new ByteArrayOutputStream();
            CodedOutputStream packed = CodedOutputStream.newInstance(dimensions);
            for (int size : shape) {
                packed.writeInt64NoTag(size);
            }
            packed.flush();
            tensor.writeByteArray(1, dimensions.toByteArray());
            tensor.writeInt32(2, FLOAT);
            tensor.writeByteArray(4, bytes(values));
            tensor.writeString(8, name);
        });
    }

    /** Adds a tensor whose elements are in the list of numbers that small tensors of its type may use. */
    public OnnxFile numbers(String name, int type, long[] values, long... shape) {
        return message(graph, 5, tensor -> {
            for (long size : shape) {
                tensor.writeInt64(1, size);
            }
            tensor.writeInt32(2, type);
            ByteArrayOutputStream numbers = new ByteArrayOutputStream();
            CodedOutputStream packed = CodedOutputStream.newInstance(numbers);
            for (long value : values) {
                packed.writeInt64NoTag(value);
            }
            packed.flush();
            tensor.writeByteArray(type == LONG ? 7 : 5, numbers.toByteArray());
            tensor.writeString(8, name);
        });
    }

    /** Adds a tensor the way ONNX Runtime's quantizer does: as bytes, with one scale and one zero point. */
    public OnnxFile quantized(String name, int type, byte[] raw, float scale, int zeroPoint, long... shape) {
        return packedFloats(name + "_scale", new float[] {scale})
                .numbers(name + "_zero_point", type, new long[] {zeroPoint})
                .tensor(name + "_quantized", type, raw, shape);
    }

    /** Adds a tensor whose elements are in another file. */
    public OnnxFile external(String name, long... shape) {
        return message(graph, 5, tensor -> {
            for (long size : shape) {
                tensor.writeInt64(1, size);
            }
            tensor.writeInt32(2, FLOAT);
            tensor.writeString(8, name);
            tensor.writeByteArray(13, new byte[] {0x0a, 1, 'k', 0x12, 1, 'v'});
            tensor.writeInt32(14, 1);
        });
    }

    /** Adds a tensor of floats around zero, the same for the same name. */
    public OnnxFile random(String name, long... shape) {
        int size = 1;
        for (long dimension : shape) {
            size *= (int) dimension;
        }
        Random random = new Random(name.hashCode());
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian() * 0.2f;
        }
        return floats(name, values, shape);
    }

    /** Adds a node whose output is called like it. */
    public OnnxFile node(String operator, String path, String... inputs) {
        return message(graph, 1, node -> write(node, operator, path, path + "_output_0", inputs));
    }

    /** Adds a node whose output has a name of its own. */
    public OnnxFile nodeTo(String output, String operator, String... inputs) {
        return message(graph, 1, node -> write(node, operator, output + "_node", output, inputs));
    }

    /** Adds the node that makes floats of a tensor that was added as {@link #quantized}, along {@code axis}. */
    public OnnxFile dequantize(String name, long axis) {
        return message(graph, 1, node -> {
            write(
                    node,
                    "DequantizeLinear",
                    name + "_DequantizeLinear",
                    name + "_DequantizeLinear_Output",
                    name + "_quantized",
                    name + "_scale",
                    name + "_zero_point");
            message(node, 5, attribute -> {
                attribute.writeString(1, "axis");
                attribute.writeInt64(3, axis);
            });
        });
    }

    /** Adds a node that orders the axes of {@code input} anew: packed into one field, or each in a field of its own. */
    public OnnxFile transpose(String output, String input, boolean packed, long... order) {
        return message(graph, 1, node -> {
            write(node, "Transpose", output + "_node", output, input);
            message(node, 5, attribute -> {
                attribute.writeString(1, "perm");
                if (packed) {
                    message(attribute, 8, numbers -> {
                        for (long axis : order) {
                            numbers.writeInt64NoTag(axis);
                        }
                    });
                } else {
                    for (long axis : order) {
                        attribute.writeInt64(8, axis);
                    }
                }
            });
        });
    }

    /** Adds a node that always has the value {@code values}. */
    public OnnxFile constant(String output, float... values) {
        return message(graph, 1, node -> {
            write(node, "Constant", output + "_node", output);
            message(node, 5, attribute -> {
                attribute.writeString(1, "value");
                message(attribute, 5, tensor -> {
                    tensor.writeInt64(1, values.length);
                    tensor.writeInt32(2, FLOAT);
                    tensor.writeByteArray(9, bytes(values));
                });
            });
        });
    }

    /** Adds a node that runs one of two graphs, each of which may use the tensors of this one. */
    public OnnxFile branches(OnnxFile first, OnnxFile second) {
        return message(graph, 1, node -> {
            write(node, "If", "choose", "chosen", "condition");
            for (OnnxFile branch : List.of(first, second)) {
                message(node, 5, attribute -> {
                    attribute.writeString(1, "branch");
                    attribute.writeByteArray(6, branch.graph.toByteArray());
                });
            }
        });
    }

    private static void write(CodedOutputStream node, String operator, String path, String output, String... inputs)
            throws IOException {
        for (String input : inputs) {
            node.writeString(1, input);
        }
        node.writeString(2, output);
        node.writeString(3, path);
        node.writeString(4, operator);
    }

    /** Adds a linear layer the way exporters write it: transposed, nameless, multiplied with by a node. */
    public OnnxFile linear(String module, int number, long out, long in) {
        String weight = "onnx::MatMul_" + number;
        return random(weight, in, out)
                .node(
                        "MatMul",
                        "/" + module.replace('.', '/').replaceAll("layer/(\\d)", "layer.$1") + "/MatMul",
                        "x",
                        weight)
                .random(module + ".bias", out);
    }

    /** The file. */
    public byte[] build() {
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(model);
            out.writeInt64(1, 8);
            out.writeString(2, "test");
            out.writeByteArray(7, graph.toByteArray());
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return model.toByteArray();
    }

    private OnnxFile message(ByteArrayOutputStream target, int field, Body body) {
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(target);
            message(out, field, body);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private static void message(CodedOutputStream out, int field, Body body) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        CodedOutputStream fields = CodedOutputStream.newInstance(content);
        body.write(fields);
        fields.flush();
        out.writeByteArray(field, content.toByteArray());
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private interface Body {
        void write(CodedOutputStream out) throws IOException;
    }
}
