package cz.statex.aiworkers.recipe.sentiment;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Writes tensors as a safetensors file: a header of JSON behind its length, and the bytes of all tensors in its order. */
final class TensorFile {

    private final Map<String, Entry> tensors = new LinkedHashMap<>();
    private final Map<String, String> notes;

    private static final class Entry {
        private final String type;
        private final long[] shape;
        private final byte[] bytes;

        private Entry(String type, long[] shape, byte[] bytes) {
            this.type = type;
            this.shape = shape;
            this.bytes = bytes;
        }
    }

    /** A file with these notes in its header. */
    TensorFile(Map<String, String> notes) {
        this.notes = Map.copyOf(notes);
    }

    TensorFile floats(String name, long[] shape, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        tensors.put(name, new Entry("F32", shape, bytes.array()));
        return this;
    }

    TensorFile bytes(String name, long[] shape, byte[] values) {
        tensors.put(name, new Entry("I8", shape, values));
        return this;
    }

    /** Writes the file in one piece: whoever looks finds the old one or the new one. */
    void write(Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        byte[] header = header().getBytes(StandardCharsets.UTF_8);
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 20))) {
            out.writeLong(Long.reverseBytes(header.length));
            out.write(header);
            for (Entry tensor : tensors.values()) {
                out.write(tensor.bytes);
            }
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String header() {
        StringBuilder header = new StringBuilder("{\"__metadata__\":{");
        header.append(notes.entrySet().stream()
                        .map(note -> "\"" + note.getKey() + "\":\"" + note.getValue() + "\"")
                        .sorted()
                        .collect(Collectors.joining(",")))
                .append('}');
        long at = 0;
        for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
            Entry entry = tensor.getValue();
            String shape = LongStream.of(entry.shape).mapToObj(Long::toString).collect(Collectors.joining(","));
            header.append(",\"")
                    .append(tensor.getKey())
                    .append("\":{\"dtype\":\"")
                    .append(entry.type);
            header.append("\",\"shape\":[")
                    .append(shape)
                    .append("],\"data_offsets\":[")
                    .append(at);
            at += entry.bytes.length;
            header.append(',').append(at).append("]}");
        }
        header.append('}');
        header.append(" ".repeat(Math.floorMod(-header.length(), 8)));
        return header.toString();
    }
}
