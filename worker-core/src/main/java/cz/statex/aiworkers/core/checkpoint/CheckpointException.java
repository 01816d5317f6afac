package cz.statex.aiworkers.core.checkpoint;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model file is not what it claims to be. The message names the file (without its folder) and the tensor. */
public final class CheckpointException extends IOException {

    private final String file;
    private final @Nullable String tensor;

    /** The file as a whole is broken. */
    public CheckpointException(String file, String problem, Throwable cause) {
        super("model file " + file + " " + problem, cause);
        this.file = file;
        this.tensor = null;
    }

    /** One tensor is broken, or is not what the program needs. */
    public CheckpointException(String file, String tensor, String problem) {
        super("tensor " + tensor + " of model file " + file + " " + problem);
        this.file = file;
        this.tensor = tensor;
    }

    /** Name of the file, without its folder. */
    public String file() {
        return file;
    }

    /** Name of the tensor, if one tensor is at fault. */
    public Optional<String> tensor() {
        return Optional.ofNullable(tensor);
    }
}
