package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Outputs of equal inputs. Never an error: a cache that is away is a miss. Thread-safe. */
public interface ResultCache {

    /** The stored output for {@code key}. */
    Optional<Entry> find(String key);

    /** Stores an output under {@code key} for the configured time. */
    void store(String key, Entry entry);

    /**
     * A stored output.
     *
     * @param output what the worker returned
     * @param model the model that produced it
     */
    record Entry(ObjectNode output, @Nullable ModelRef model) {}
}
