package cz.statex.aiworkers.core.torchscript;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An instance of a class of a program: its weights and submodules by attribute name, in order. */
final class ScriptModule {

    private final String type;
    private final Map<String, Weight> weights = new LinkedHashMap<>();
    private final Map<String, ScriptModule> modules = new LinkedHashMap<>();

    /** An instance of the program's class {@code type}. */
    ScriptModule(String type) {
        this.type = type;
    }

    ScriptModule weight(String attribute, Weight weight) {
        weights.put(attribute, weight);
        return this;
    }

    ScriptModule module(String attribute, ScriptModule module) {
        modules.put(attribute, module);
        return this;
    }

    String type() {
        return type;
    }

    Map<String, Weight> weights() {
        return Collections.unmodifiableMap(weights);
    }

    Map<String, ScriptModule> modules() {
        return Collections.unmodifiableMap(modules);
    }
}
