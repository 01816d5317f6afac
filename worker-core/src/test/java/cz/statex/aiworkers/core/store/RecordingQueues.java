package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.query.QueueInspector;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A broker that only remembers what it was told. */
final class RecordingQueues implements QueueInspector {

    final List<Control> orders = new ArrayList<>();
    final Set<UUID> removed = new HashSet<>();

    @Override
    public List<Depth> depths(Set<String> taskTypes) {
        return List.of();
    }

    @Override
    public void broadcast(Control control) {
        orders.add(control);
    }

    @Override
    public int removeDeadLetters(Set<UUID> taskIds) {
        removed.addAll(taskIds);
        return taskIds.size();
    }
}
