package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.TensorInfo;
import cz.statex.aiworkers.core.torchscript.archive.ArchiveForm;
import cz.statex.aiworkers.core.torchscript.archive.ArchiveWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A program of this project, configured, ready to be joined with a checkpoint. The archive it writes is a standard one:
 * any program that reads TorchScript can use it.
 */
public final class TorchScriptArchive {

    private final String program;
    private final Architecture architecture;
    private final ImportOptions options;

    private TorchScriptArchive(String program, Architecture architecture, ImportOptions options) {
        this.program = program;
        this.architecture = architecture;
        this.options = options;
    }

    /** Finds a program; its archive will be in 32-bit floats, for inference on machines like this one. */
    public static TorchScriptArchive of(String program, Map<String, Object> config) {
        return of(program, config, ImportOptions.of(Precision.FP32));
    }

    /**
     * Finds a program.
     *
     * @param program name, for example {@code bert_encoder}
     * @param config numbers of the model, by the names of Hugging Face's {@code config.json}
     * @param options how the archive keeps the weights
     * @throws IllegalArgumentException if there is no such program, or a number is missing or out of range
     */
    public static TorchScriptArchive of(String program, Map<String, Object> config, ImportOptions options) {
        return new TorchScriptArchive(program, Programs.configured(program, config), options);
    }

    /** The program's text, with the options: archives of equal text and equal weights are equal. */
    public String text() {
        return "# " + options.text() + "\n" + form().program(architecture.program());
    }

    /**
     * Writes the archive to the new file {@code target}. Holds one weight in memory at a time.
     *
     * @throws CheckpointException if a tensor is missing, misshapen or unreadable
     * @throws IOException if the file cannot be written
     */
    public void write(Checkpoint checkpoint, Path target) throws IOException {
        ArchiveWriter.write(target, program, text(), form().module(architecture.module(checkpoint)));
    }

    /** Bytes that the weights of {@code checkpoint} take in the archive at most: narrow floats may become wider there. */
    public long weightBytes(Checkpoint checkpoint) {
        return checkpoint.names().stream()
                .map(checkpoint::find)
                .flatMap(Optional::stream)
                .mapToLong(this::bytes)
                .sum();
    }

    private long bytes(TensorInfo tensor) {
        int own = tensor.dtype().bytes();
        int here = tensor.dtype().isFloat() ? Math.max(own, form().floats().bytes()) : own;
        return tensor.bytes() / own * here;
    }

    private ArchiveForm form() {
        return options.form();
    }
}
