package cz.statex.aiworkers.core.checkpoint.tuned;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.DType;
import cz.statex.aiworkers.core.checkpoint.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A published model and what training has added to it. The difference is a checkpoint of its own, much smaller than the
 * model: for the tensor {@code x} it holds {@code x.difference}, 32-bit floats of the same shape, or 8-bit integers that
 * {@code x.scale} multiplies, one 32-bit float for each row; what the model does not have, such as a new head, it holds
 * under its own name. Safe for concurrent reads. Owns both parts.
 */
public final class TunedCheckpoint implements Checkpoint {

    private static final String DIFFERENCE = ".difference";
    private static final String SCALE = ".scale";

    private final Checkpoint base;
    private final Checkpoint difference;
    private final Set<String> names;

    private TunedCheckpoint(Checkpoint base, Checkpoint difference, Set<String> names) {
        this.base = base;
        this.difference = difference;
        this.names = names;
    }

    /**
     * The model with the difference added. Both are closed with it; on failure the caller closes them.
     *
     * @throws CheckpointException if the difference is not one of this model
     */
    public static TunedCheckpoint of(Checkpoint base, Checkpoint difference) throws CheckpointException {
        Set<String> names = new LinkedHashSet<>(base.names());
        for (String name : difference.names()) {
            if (name.endsWith(DIFFERENCE)) {
                requireFit(base, difference, name.substring(0, name.length() - DIFFERENCE.length()));
            } else if (!isScale(difference, name) && !names.add(name)) {
                throw new CheckpointException(
                        difference.fileName(),
                        name,
                        "is in " + base.fileName() + " too; a difference is called x.difference");
            }
        }
        return new TunedCheckpoint(base, difference, names);
    }

    private static boolean isScale(Checkpoint difference, String name) {
        return name.endsWith(SCALE)
                && difference
                        .find(name.substring(0, name.length() - SCALE.length()) + DIFFERENCE)
                        .isPresent();
    }

    private static void requireFit(Checkpoint base, Checkpoint difference, String name) throws CheckpointException {
        TensorInfo tensor = base.find(name)
                .orElseThrow(() -> new CheckpointException(
                        difference.fileName(),
                        name + DIFFERENCE,
                        "is for a tensor that " + base.fileName() + " lacks"));
        Long[] shape = tensor.shape().toArray(Long[]::new);
        base.require(name, DType.FLOAT32, shape);
        if (difference.find(name + SCALE).isEmpty()) {
            difference.require(name + DIFFERENCE, DType.FLOAT32, shape);
            return;
        }
        difference.require(name + DIFFERENCE, DType.INT8, shape);
        if (shape.length == 0 || shape[0] == 0) {
            throw new CheckpointException(difference.fileName(), name + SCALE, "is for a tensor without rows");
        }
        difference.require(name + SCALE, DType.FLOAT32, shape[0]);
    }

    @Override
    public String fileName() {
        return base.fileName() + " + " + difference.fileName();
    }

    @Override
    public Set<String> names() {
        return names;
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        Optional<TensorInfo> published = base.find(name);
        return published.isPresent() || !names.contains(name) ? published : difference.find(name);
    }

    @Override
    public ByteBuffer read(String name) throws CheckpointException {
        if (base.find(name).isEmpty() && names.contains(name)) {
            return difference.read(name);
        }
        ByteBuffer published = base.read(name);
        Optional<TensorInfo> added = difference.find(name + DIFFERENCE);
        if (added.isEmpty()) {
            return published;
        }
        FloatBuffer from = published.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        ByteBuffer tuned = ByteBuffer.allocate(published.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        if (added.get().dtype() == DType.INT8) {
            addRows(from, name, tuned);
        } else {
            FloatBuffer by = floats(name + DIFFERENCE);
            while (from.hasRemaining()) {
                tuned.putFloat(from.get() + by.get());
            }
        }
        return tuned.flip();
    }

    private void addRows(FloatBuffer from, String name, ByteBuffer tuned) throws CheckpointException {
        ByteBuffer steps = difference.read(name + DIFFERENCE);
        FloatBuffer scales = floats(name + SCALE);
        int columns = from.remaining() / scales.remaining();
        while (scales.hasRemaining()) {
            float scale = scales.get();
            for (int column = 0; column < columns; column++) {
                tuned.putFloat(from.get() + scale * steps.get());
            }
        }
    }

    private FloatBuffer floats(String name) throws CheckpointException {
        return difference.read(name).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    @Override
    public void close() {
        try {
            base.close();
        } finally {
            difference.close();
        }
    }
}
