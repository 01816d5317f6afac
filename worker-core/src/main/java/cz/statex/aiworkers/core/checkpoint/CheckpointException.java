package cz.statex.aiworkers.core.checkpoint;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model file is not what it claims to be. The message names the file (without its folder) and the tensor. */
public final class CheckpointException extends IOException {

    private final String file;
    private final @Nullable String tensor;
    private final String problem;

    /** The file as a whole is broken. */
    public CheckpointException(String file, String problem) {
        this(file, null, problem, null);
    }

    /** The file as a whole is broken, and this is how it was noticed. */
    public CheckpointException(String file, String problem, Throwable cause) {
        this(file, null, problem, cause);
    }

    /** One tensor is broken, or is not what the program needs. */
    public CheckpointException(String file, String tensor, String problem) {
        this(file, tensor, problem, null);
    }

    private CheckpointException(String file, @Nullable String tensor, String problem, @Nullable Throwable cause) {
        super((tensor == null ? "" : "tensor " + tensor + " of ") + "model file " + file + " " + problem, cause);
        this.file = file;
        this.tensor = tensor;
        this.problem = problem;
    }

    /** The same problem, noticed when {@code affected} was read. */
    CheckpointException of(String affected) {
        return new CheckpointException(file, affected, problem, getCause());
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
