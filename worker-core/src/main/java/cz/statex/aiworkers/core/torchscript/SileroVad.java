package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.torchscript.archive.ProgramText;
import cz.statex.aiworkers.core.torchscript.archive.ScriptModule;
import cz.statex.aiworkers.core.torchscript.archive.Weight;
import java.util.List;
import java.util.Map;

/**
 * Joins the checkpoint of Silero's voice activity detector for 16 kHz with the program {@code silero_vad}. Tensor names
 * are those of the published safetensors file. It comes in one size, so there is nothing to configure.
 */
final class SileroVad implements Architecture {

    private static final long CHUNK = 512;
    private static final long CONTEXT = 64;
    private static final long WINDOW = 256;
    private static final long HOP = 128;
    private static final long FREQUENCIES = WINDOW / 2 + 1;
    private static final long HIDDEN = 128;
    private static final long NARROW = 64;
    private static final long KERNEL = 3;
    /** Gates of an LSTM cell. */
    private static final long GATES = 4;
    /** 33 seconds: long enough for the fixed costs of an operation not to matter. */
    private static final long BLOCK = 1024 * CHUNK;

    @Override
    public String program() {
        return ProgramText.named("silero_vad")
                .filled(Map.of(
                        "chunk", CHUNK,
                        "context", CONTEXT,
                        "context_and_chunk", CONTEXT + CHUNK,
                        "negative_context", -CONTEXT,
                        "window", WINDOW,
                        "hop", HOP,
                        "hidden", HIDDEN,
                        "block", BLOCK));
    }

    @Override
    public ScriptModule module(Checkpoint checkpoint) throws CheckpointException {
        return new ScriptModule("SileroVad")
                .weight("basis", Weight.of(checkpoint, "stft_conv.weight", 2 * FREQUENCIES, 1L, WINDOW))
                .weight("out_weight", outWeight(checkpoint))
                .weight("out_bias", Weight.of(checkpoint, "final_conv.bias", 1L))
                .module("convolution1", convolution(checkpoint, "conv1", HIDDEN, FREQUENCIES))
                .module("convolution2", convolution(checkpoint, "conv2", NARROW, HIDDEN))
                .module("convolution3", convolution(checkpoint, "conv3", NARROW, NARROW))
                .module("convolution4", convolution(checkpoint, "conv4", HIDDEN, NARROW))
                .module("memory", memory(checkpoint));
    }

    /** Published as a convolution over one position, which is a linear layer. */
    private static Weight outWeight(Checkpoint checkpoint) throws CheckpointException {
        Weight convolution = Weight.of(checkpoint, "final_conv.weight", 1L, HIDDEN, 1L);
        return new Weight(convolution.dtype(), List.of(1L, HIDDEN), convolution.source());
    }

    private static ScriptModule convolution(Checkpoint checkpoint, String name, long out, long in)
            throws CheckpointException {
        return new ScriptModule("Convolution")
                .weight("weight", Weight.of(checkpoint, name + ".weight", out, in, KERNEL))
                .weight("bias", Weight.of(checkpoint, name + ".bias", out));
    }

    private static ScriptModule memory(Checkpoint checkpoint) throws CheckpointException {
        return new ScriptModule("Memory")
                .weight("input_weight", Weight.of(checkpoint, "lstm_cell.weight_ih", GATES * HIDDEN, HIDDEN))
                .weight("hidden_weight", Weight.of(checkpoint, "lstm_cell.weight_hh", GATES * HIDDEN, HIDDEN))
                .weight("input_bias", Weight.of(checkpoint, "lstm_cell.bias_ih", GATES * HIDDEN))
                .weight("hidden_bias", Weight.of(checkpoint, "lstm_cell.bias_hh", GATES * HIDDEN));
    }
}
