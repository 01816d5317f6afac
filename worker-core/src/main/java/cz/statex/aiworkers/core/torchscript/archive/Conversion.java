package cz.statex.aiworkers.core.torchscript.archive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings a module into a form. A weight that modules share is shared afterwards, too. */
final class Conversion {

    private static final Set<String> LINEAR = Set.of(ScriptModule.LINEAR, ScriptModule.PROJECTION);

    private final ArchiveForm form;
    private final ScriptModule plain;
    private final Set<Weight> elsewhere = new HashSet<>();
    private final Map<Weight, Weight> narrowed = new HashMap<>();

    Conversion(ArchiveForm form, ScriptModule plain) {
        this.form = form;
        this.plain = plain;
    }

    ScriptModule module() {
        collectElsewhere(plain);
        return converted(plain);
    }

    /** What is not only the matrix of a linear layer but, say, an embedding as well. */
    private void collectElsewhere(ScriptModule module) {
        if (!LINEAR.contains(module.type())) {
            elsewhere.addAll(module.weights().values());
        }
        module.modules().values().forEach(this::collectElsewhere);
    }

    private ScriptModule converted(ScriptModule module) {
        if (LINEAR.contains(module.type())) {
            return linear(module);
        }
        ScriptModule target = new ScriptModule(module.type());
        module.weights().forEach((attribute, weight) -> target.weight(attribute, narrowed(weight)));
        module.modules().forEach((attribute, child) -> target.module(attribute, converted(child)));
        return target;
    }

    private ScriptModule linear(ScriptModule module) {
        List<Weight> state = new ArrayList<>();
        module.weights().forEach((attribute, weight) -> {
            if (!attribute.equals(ScriptModule.WEIGHT)) {
                state.add(narrowed(weight));
            } else if (form.linear() == ArchiveForm.Linear.INT8) {
                Weight matrix = pruned(weight);
                state.add(Quantization.values(matrix));
                state.add(Quantization.scales(matrix));
            } else {
                state.add(narrowed(pruned(weight)));
            }
        });
        if (!form.linear().isTrainable()) {
            return ScriptModule.ofState(module.type(), state);
        }
        ScriptModule target = new ScriptModule(module.type());
        List<String> attributes = List.copyOf(module.weights().keySet());
        for (int i = 0; i < state.size(); i++) {
            target.weight(attributes.get(i), state.get(i));
        }
        return target;
    }

    /** An embedding is left whole: of the numbers of a rare word there would be none left. */
    private Weight pruned(Weight matrix) {
        return form.pruned() == 0 || elsewhere.contains(matrix) ? matrix : Pruning.of(matrix, form.pruned());
    }

    private Weight narrowed(Weight weight) {
        return narrowed.computeIfAbsent(weight, wide -> wide.narrowed(form.floats()));
    }
}
