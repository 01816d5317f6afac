package cz.statex.aiworkers.core.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/** Builds small safetensors files for tests, and the index of a model in several of them. */
public final class SafetensorsFile {

    private static final int LENGTH_BYTES = 8;

    private final Map<String, Object> header = new LinkedHashMap<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** Adds a tensor of any type, for example {@code BF16}, with its little-endian bytes. */
    public SafetensorsFile tensor(String name, String dtype, byte[] raw, long... shape) {
        List<Long> sizes = new ArrayList<>();
        for (long size : shape) {
            sizes.add(size);
        }
        int begin = data.size();
        data.writeBytes(raw);
        header.put(name, Map.of("dtype", dtype, "shape", sizes, "data_offsets", List.of(begin, data.size())));
        return this;
    }

    /** Adds a tensor of 32-bit floats. */
    public SafetensorsFile floats(String name, float[] values, long... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return tensor(name, "F32", buffer.array(), shape);
    }

    /** Adds a tensor of floats around zero, the same for the same name. */
    public SafetensorsFile random(String name, long... shape) {
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

    /** Adds the free text that exporters add. */
    public SafetensorsFile metadata(Map<String, String> texts) {
        header.put("__metadata__", texts);
        return this;
    }

    /** The file. */
    public byte[] build() {
        return of(JsonMapper.shared().writeValueAsString(header), data.toByteArray());
    }

    /** A file of this header, right or wrong, and this data. */
    public static byte[] of(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return of(json.length, json, data);
    }

    /** A file that claims that its header has {@code length} bytes. */
    public static byte[] of(long length, byte[] header, byte[] data) {
        return ByteBuffer.allocate(LENGTH_BYTES + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(header)
                .put(data)
                .array();
    }

    /** The index of a model in several files. */
    public static byte[] index(Map<String, String> fileByTensor) {
        return JsonMapper.shared()
                .writeValueAsBytes(Map.of("metadata", Map.of("total_size", 0), "weight_map", fileByTensor));
    }
}
