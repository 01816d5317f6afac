package cz.statex.aiworkers.core.checkpoint;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The initializers of an ONNX file.
 *
 * <p>Exporters fold a linear layer into a {@code MatMul} whose weight is transposed and called {@code onnx::MatMul_123}.
 * The node's path still tells which layer it was: {@code /encoder/layer.0/attention/self/query/MatMul} is read as
 * {@code encoder.layer.0.attention.self.query.weight}, transposed back to {@code [out, in]}.
 */
public final class OnnxCheckpoint implements Checkpoint {

    private static final Pattern NODE_SUFFIX = Pattern.compile("/MatMul(_\\d+)?$");

    private final String fileName;
    private final FileChannel channel;
    private final Map<String, Entry> entries;

    private record Entry(TensorInfo info, long offset, boolean transposed) {}

    private OnnxCheckpoint(String fileName, FileChannel channel, Map<String, Entry> entries) {
        this.fileName = fileName;
        this.channel = channel;
        this.entries = entries;
    }

    /**
     * Opens {@code file} and reads its index.
     *
     * @throws CheckpointException if the file cannot be read, is truncated, or its sizes contradict each other
     */
    public static OnnxCheckpoint open(Path file) throws CheckpointException {
        String fileName = String.valueOf(file.getFileName());
        FileChannel channel;
        try {
            channel = FileChannel.open(file);
        } catch (IOException e) {
            throw new CheckpointException(fileName, "cannot be opened", e);
        }
        try {
            return new OnnxCheckpoint(fileName, channel, index(fileName, channel));
        } catch (CheckpointException e) {
            close(channel);
            throw e;
        } catch (IOException e) {
            close(channel);
            throw new CheckpointException(fileName, "is no readable ONNX model: " + e.getMessage(), e);
        }
    }

    private static Map<String, Entry> index(String fileName, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size > Integer.MAX_VALUE) {
            throw new IOException("it has " + size + " bytes, and an ONNX file at most 2 GiB");
        }
        // Not closed: closing the stream would close the channel, which later reads use.
        InputStream stream = Channels.newInputStream(channel);
        OnnxIndex index = OnnxIndex.read(CodedInputStream.newInstance(stream), (int) size);

        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxIndex.Stored> stored : index.tensors().entrySet()) {
            add(entries, entry(fileName, stored.getKey(), stored.getValue()));
        }
        for (Map.Entry<String, String> node : index.matrixByNode().entrySet()) {
            Entry matrix = entries.get(node.getValue());
            if (matrix != null && matrix.info().shape().size() == 2) {
                add(fileName, entries, transposed(node.getKey(), matrix));
            }
        }
        return entries;
    }

    private static void add(Map<String, Entry> entries, Optional<Entry> entry) {
        entry.ifPresent(known -> entries.put(known.info().name(), known));
    }

    private static void add(String fileName, Map<String, Entry> entries, Entry entry) throws CheckpointException {
        if (entries.putIfAbsent(entry.info().name(), entry) != null) {
            throw new CheckpointException(fileName, entry.info().name(), "appears twice");
        }
    }

    /** The tensor, unless its element type or its encoding is one that no program reads. */
    private static Optional<Entry> entry(String fileName, String name, OnnxIndex.Stored stored)
            throws CheckpointException {
        if (stored.dtype() == null || stored.offset() < 0) {
            return Optional.empty();
        }
        TensorInfo info = new TensorInfo(name, stored.dtype(), stored.shape());
        long expected;
        try {
            expected = info.bytes();
        } catch (ArithmeticException e) {
            throw new CheckpointException(fileName, name, "has the impossible shape " + info.shape());
        }
        if (expected != stored.length()) {
            throw new CheckpointException(
                    fileName,
                    name,
                    "has " + stored.length() + " bytes, but " + info.dtype() + info.shape() + " takes " + expected);
        }
        return Optional.of(new Entry(info, stored.offset(), false));
    }

    private static Entry transposed(String nodePath, Entry matrix) {
        String module = NODE_SUFFIX.matcher(nodePath).replaceFirst("");
        String name = (module.startsWith("/") ? module.substring(1) : module).replace('/', '.') + ".weight";
        List<Long> shape = matrix.info().shape();
        TensorInfo info = new TensorInfo(name, matrix.info().dtype(), List.of(shape.get(1), shape.get(0)));
        return new Entry(info, matrix.offset(), true);
    }

    @Override
    public String fileName() {
        return fileName;
    }

    @Override
    public Set<String> names() {
        return entries.keySet();
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(entries.get(name)).map(Entry::info);
    }

    @Override
    public ByteBuffer read(String name) throws CheckpointException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new CheckpointException(fileName, name, "is missing");
        }
        byte[] bytes = new byte[Math.toIntExact(entry.info().bytes())];
        ByteBuffer target = ByteBuffer.wrap(bytes);
        try {
            while (target.hasRemaining()) {
                if (channel.read(target, entry.offset() + target.position()) < 0) {
                    throw new CheckpointException(fileName, name, "is truncated");
                }
            }
        } catch (CheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw new CheckpointException(fileName, "cannot be read: tensor " + name, e);
        }
        byte[] elements = entry.transposed() ? transpose(bytes, entry.info()) : bytes;
        return ByteBuffer.wrap(elements).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Turns {@code [in, out]} into {@code [out, in]}, the shape that {@code info} tells. */
    private static byte[] transpose(byte[] source, TensorInfo info) {
        int width = info.dtype().bytes();
        int rows = Math.toIntExact(info.shape().get(0));
        int columns = Math.toIntExact(info.shape().get(1));
        byte[] target = new byte[source.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                System.arraycopy(
                        source, (column * rows + row) * width, target, (row * columns + column) * width, width);
            }
        }
        return target;
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
