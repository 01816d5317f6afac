package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.DType;
import cz.statex.aiworkers.core.torchscript.archive.ArchiveForm;
import java.util.Set;

/**
 * How a checkpoint becomes an archive.
 *
 * @param precision in which numbers it is kept and computed
 * @param pruned share of each linear layer's weights, those closest to 0, that become 0: from 0 for none to below 1
 * @param packed whether linear layers are rearranged for this kind of processor at load: faster, but not to be trained.
 *     Without effect on int8, which always is, and on fp16, which is not for CPUs
 * @param mixed whether linear layers of 32-bit floats are multiplied in bfloat16, for training
 */
public record ImportOptions(Precision precision, double pruned, boolean packed, boolean mixed) {

    /** Where oneDNN, which does the packing, is part of the engine and was measured to be faster. */
    private static final boolean IS_PACKING = Set.of("amd64", "x86_64").contains(System.getProperty("os.arch", ""));

    /** Refuses shares that are none. */
    public ImportOptions {
        if (!(pruned >= 0 && pruned < 1)) {
            throw new IllegalArgumentException("the pruned share must be at least 0 and below 1, not " + pruned);
        }
        packed = packed && (precision == Precision.FP32 || precision == Precision.BF16);
    }

    /** All weights, for inference on machines like this one. */
    public static ImportOptions of(Precision precision) {
        return new ImportOptions(precision, 0, IS_PACKING, false);
    }

    /** All weights in 32-bit floats, as parameters that can be trained, for every machine. */
    public static ImportOptions trainable() {
        return new ImportOptions(Precision.FP32, 0, false, false);
    }

    /** As {@link #trainable()}, with multiplications in bfloat16: sooner where the machine has them. */
    public static ImportOptions trainableMixed() {
        return new ImportOptions(Precision.FP32, 0, false, true);
    }

    /** These options with another share of pruned weights. */
    public ImportOptions withPruned(double share) {
        return new ImportOptions(precision, share, packed, mixed);
    }

    /** The options in words, for people and for fingerprints: equal if and only if the options are. */
    public String text() {
        return precision.text()
                + (pruned == 0 ? "" : ", pruned " + pruned)
                + (packed ? ", packed" : "")
                + (mixed ? ", mixed" : "");
    }

    ArchiveForm form() {
        return switch (precision) {
            case FP32 -> mixed ? new ArchiveForm(DType.FLOAT32, pruned, ArchiveForm.Linear.MIXED) : form(DType.FLOAT32);
            case BF16 -> form(DType.BFLOAT16);
            case FP16 -> form(DType.FLOAT16);
            case INT8 -> new ArchiveForm(DType.FLOAT32, pruned, ArchiveForm.Linear.INT8);
        };
    }

    private ArchiveForm form(DType floats) {
        return new ArchiveForm(floats, pruned, packed ? ArchiveForm.Linear.PACKED : ArchiveForm.Linear.PLAIN);
    }
}
