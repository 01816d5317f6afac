package cz.statex.aiworkers.core.execution.type;

import cz.statex.aiworkers.core.task.BaseWorker;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The task types that this process serves, in alphabetical order. Immutable. */
public final class TaskTypes {

    private final Map<String, TaskType> types;

    /**
     * Collects the workers by type.
     *
     * @throws IllegalStateException if two workers serve one type
     */
    public TaskTypes(Collection<? extends BaseWorker<?, ?>> workers) {
        Map<String, TaskType> byName = new TreeMap<>();
        for (BaseWorker<?, ?> worker : workers) {
            TaskType earlier = byName.put(worker.taskType(), new TaskType(worker));
            if (earlier != null) {
                throw new IllegalStateException("two workers serve the task type " + worker.taskType() + ": "
                        + earlier.worker().getClass().getName() + " and "
                        + worker.getClass().getName() + "; remove one, or give it a type of its own");
            }
        }
        this.types = Collections.unmodifiableMap(byName);
    }

    /** The names of the types. */
    public Set<String> names() {
        return types.keySet();
    }

    /** The type of that name, if it is served here. */
    public Optional<TaskType> find(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /** All types. */
    public Collection<TaskType> all() {
        return types.values();
    }
}
