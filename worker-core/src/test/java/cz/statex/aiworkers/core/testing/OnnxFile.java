package cz.statex.aiworkers.core.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Builds small ONNX files for tests: initializers, and the nodes that multiply with them. */
public final class OnnxFile {

    /** ONNX's number of 32-bit floats. */
    public static final int FLOAT = 1;

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

    /** Adds a node. */
    public OnnxFile node(String operator, String path, String... inputs) {
        return message(graph, 1, node -> {
            for (String input : inputs) {
                node.writeString(1, input);
            }
            node.writeString(2, path + "_output_0");
            node.writeString(3, path);
            node.writeString(4, operator);
        });
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
        message(model, 0, out -> {
            out.writeInt64(1, 8);
            out.writeString(2, "test");
            out.writeByteArray(7, graph.toByteArray());
        });
        return model.toByteArray();
    }

    private OnnxFile message(ByteArrayOutputStream target, int field, Body body) {
        try {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            CodedOutputStream fields = CodedOutputStream.newInstance(content);
            body.write(fields);
            fields.flush();
            CodedOutputStream out = CodedOutputStream.newInstance(target);
            if (field == 0) {
                out.writeRawBytes(content.toByteArray());
            } else {
                out.writeByteArray(field, content.toByteArray());
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
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
