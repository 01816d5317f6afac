package cz.statex.aiworkers.core.torchscript.archive;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An instance of a class of a program: its weights and submodules by attribute name, in order; or, if the class sets its
 * attributes itself, the state from which it does so.
 */
public final class ScriptModule {

    static final String LINEAR = "Linear";
    static final String PROJECTION = "Projection";
    static final String WEIGHT = "weight";

    private final String type;
    private final List<Weight> state;
    private final Map<String, Weight> weights = new LinkedHashMap<>();
    private final Map<String, ScriptModule> modules = new LinkedHashMap<>();

    /** An instance of the program's class {@code type}. */
    public ScriptModule(String type) {
        this(type, List.of());
    }

    private ScriptModule(String type, List<Weight> state) {
        this.type = type;
        this.state = List.copyOf(state);
    }

    /** An instance of a class with the methods {@code __setstate__} and {@code __getstate__} over a tuple of tensors. */
    static ScriptModule ofState(String type, List<Weight> state) {
        return new ScriptModule(type, state);
    }

    /**
     * A linear layer of the program {@code linear} with the weights {@code name.weight} and {@code name.bias}.
     *
     * @throws CheckpointException unless they are {@code [out, in]} and {@code [out]}
     */
    public static ScriptModule linear(Checkpoint checkpoint, String name, long out, long in)
            throws CheckpointException {
        return linear(checkpoint, List.of(name), out, in);
    }

    /** Linear layers of equal shape on top of each other, so that one multiplication serves them all. */
    public static ScriptModule linear(Checkpoint checkpoint, List<String> names, long out, long in)
            throws CheckpointException {
        return new ScriptModule(LINEAR)
                .weight(WEIGHT, Weight.stacked(checkpoint, suffixed(names, ".weight"), out, in))
                .weight("bias", Weight.stacked(checkpoint, suffixed(names, ".bias"), out));
    }

    /** A linear layer without bias, {@code Projection} of the program {@code linear}. */
    public static ScriptModule projection(Weight weight) {
        return new ScriptModule(PROJECTION).weight(WEIGHT, weight);
    }

    private static List<String> suffixed(List<String> names, String suffix) {
        return names.stream().map(name -> name + suffix).toList();
    }

    /** Adds a parameter or buffer. */
    public ScriptModule weight(String attribute, Weight weight) {
        weights.put(attribute, weight);
        return this;
    }

    /** Adds a submodule. */
    public ScriptModule module(String attribute, ScriptModule module) {
        modules.put(attribute, module);
        return this;
    }

    String type() {
        return type;
    }

    /** Empty unless the class sets its attributes itself. */
    List<Weight> state() {
        return state;
    }

    Map<String, Weight> weights() {
        return Collections.unmodifiableMap(weights);
    }

    Map<String, ScriptModule> modules() {
        return Collections.unmodifiableMap(modules);
    }
}
