package cz.statex.aiworkers.core.torchscript.archive;

import cz.statex.aiworkers.core.checkpoint.DType;
import java.util.Map;

/**
 * How an archive keeps the weights of a program.
 *
 * @param floats type of the weights that are 32-bit floats; all others stay as they are
 * @param pruned share of each linear layer's weights, the smallest ones, that become 0; 0 for none
 * @param linear what the linear layers are made of
 */
public record ArchiveForm(DType floats, double pruned, Linear linear) {

    /** Which program stands for the classes {@code Linear} and {@code Projection}. */
    public enum Linear {
        /** Plain parameters: runs everywhere and can be trained. */
        PLAIN("linear"),
        /** Plain parameters, multiplied in bfloat16. */
        MIXED("linear_mixed"),
        /** Rearranged by oneDNN at load. */
        PACKED("linear_packed"),
        /** Weights of 8 bits, kept so in the archive. */
        INT8("linear_int8");

        private final String program;

        Linear(String program) {
            this.program = program;
        }

        /** Whether the weights are parameters, and not what the class makes of its state. */
        boolean isTrainable() {
            return this == PLAIN || this == MIXED;
        }

        private String text() {
            return ProgramText.named(program).filled(Map.of());
        }
    }

    /** The program's text with these linear layers in place of the plain ones. */
    public String program(String text) {
        return linear == Linear.PLAIN ? text : text.replace(Linear.PLAIN.text(), linear.text());
    }

    /** The module with its weights in this form; they are converted when they are written out. */
    public ScriptModule module(ScriptModule plain) {
        return new Conversion(this, plain).module();
    }
}
