package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.torchscript.archive.ProgramText;
import cz.statex.aiworkers.core.torchscript.archive.ScriptModule;
import cz.statex.aiworkers.core.torchscript.archive.Weight;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Joins the checkpoint of Silero's voice activity detector for 16 kHz with the program {@code silero_vad}. Tensor names
 * are those of the published safetensors file or those of the published ONNX file. It comes in one size, so there is nothing to configure.
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

    /** What the tensors are called. */
    private record Names(String basis, List<String> convolutions, String memory, String out) {}

    private static final Names SAFETENSORS =
            new Names("stft_conv.weight", List.of("conv1", "conv2", "conv3", "conv4"), "lstm_cell", "final_conv");

    /** The file holds two models; the one for 16 kHz is in the branch that is taken for this rate. */
    private static final String BRANCH = "If_0_then_branch__Inline_0__";

    private static final Names ONNX = new Names(
            BRANCH + "stft.forward_basis_buffer",
            IntStream.range(0, 4)
                    .mapToObj(block -> BRANCH + "encoder." + block + ".reparam_conv")
                    .toList(),
            BRANCH + "decoder.rnn",
            BRANCH + "decoder.decoder.2");

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
        Names names = checkpoint.find(ONNX.basis).isPresent() ? ONNX : SAFETENSORS;
        return new ScriptModule("SileroVad")
                .weight("basis", Weight.of(checkpoint, names.basis, 2 * FREQUENCIES, 1L, WINDOW))
                .weight("out_weight", outWeight(checkpoint, names.out))
                .weight("out_bias", Weight.of(checkpoint, names.out + ".bias", 1L))
                .module("convolution1", convolution(checkpoint, names.convolutions.get(0), HIDDEN, FREQUENCIES))
                .module("convolution2", convolution(checkpoint, names.convolutions.get(1), NARROW, HIDDEN))
                .module("convolution3", convolution(checkpoint, names.convolutions.get(2), NARROW, NARROW))
                .module("convolution4", convolution(checkpoint, names.convolutions.get(3), HIDDEN, NARROW))
                .module("memory", memory(checkpoint, names.memory));
    }

    /** Published as a convolution over one position, which is a linear layer. */
    private static Weight outWeight(Checkpoint checkpoint, String name) throws CheckpointException {
        Weight convolution = Weight.of(checkpoint, name + ".weight", 1L, HIDDEN, 1L);
        return new Weight(convolution.dtype(), List.of(1L, HIDDEN), convolution.source());
    }

    private static ScriptModule convolution(Checkpoint checkpoint, String name, long out, long in)
            throws CheckpointException {
        return new ScriptModule("Convolution")
                .weight("weight", Weight.of(checkpoint, name + ".weight", out, in, KERNEL))
                .weight("bias", Weight.of(checkpoint, name + ".bias", out));
    }

    private static ScriptModule memory(Checkpoint checkpoint, String name) throws CheckpointException {
        return new ScriptModule("Memory")
                .weight("input_weight", Weight.of(checkpoint, name + ".weight_ih", GATES * HIDDEN, HIDDEN))
                .weight("hidden_weight", Weight.of(checkpoint, name + ".weight_hh", GATES * HIDDEN, HIDDEN))
                .weight("input_bias", Weight.of(checkpoint, name + ".bias_ih", GATES * HIDDEN))
                .weight("hidden_bias", Weight.of(checkpoint, name + ".bias_hh", GATES * HIDDEN));
    }
}
