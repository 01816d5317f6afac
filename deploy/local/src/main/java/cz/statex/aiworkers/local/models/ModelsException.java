package cz.statex.aiworkers.local.models;

import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.download.StorageException;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;

/** A command about models cannot do what it was asked for. The message says what to do instead. */
public final class ModelsException extends Exception {

    private final ExitCode exitCode;

    /** Fails with the code that the process ends with. */
    public ModelsException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    private ModelsException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The same for a person at this host, who may see its folders. */
    public static ModelsException of(ModelException e) {
        if (e.getCause() instanceof StorageException storage) {
            return new ModelsException(ExitCode.REFUSED, String.valueOf(storage.getMessage()), e);
        }
        ExitCode code =
                switch (e.code()) {
                    case MODEL_NOT_FOUND -> ExitCode.NOT_FOUND;
                    case MODEL_UNAVAILABLE -> ExitCode.CANNOT_CONNECT;
                    default -> ExitCode.REFUSED;
                };
        return new ModelsException(code, String.valueOf(e.getMessage()), e);
    }

    /** What the process ends with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
