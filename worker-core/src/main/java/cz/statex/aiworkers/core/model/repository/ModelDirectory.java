package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.torchscript.Precision;
import java.util.List;
import java.util.Optional;

/**
 * Which host has which model: told by every host, read by people and programs. A hint, never the truth: it may lag, and
 * when it cannot be reached nothing is told and nothing is known, which is no error. Thread-safe.
 */
public interface ModelDirectory {

    /** Knows nothing. */
    ModelDirectory NONE = new ModelDirectory() {
        @Override
        public void announce(String name, String version, long bytes, Precision precision) {}

        @Override
        public Optional<Listing> find(String name, String version) {
            return Optional.empty();
        }
    };

    /**
     * What is known of a model.
     *
     * @param name name in the catalog
     * @param version version in the catalog
     * @param bytes its archive and the files beside it, on the host that told last
     * @param precision what that host computes it in
     * @param hosts all hosts that have it
     */
    record Listing(String name, String version, long bytes, Precision precision, List<String> hosts) {}

    /** Says that this host has a model's files. */
    void announce(String name, String version, long bytes, Precision precision);

    /** What is known of a model, if anything is. */
    Optional<Listing> find(String name, String version);
}
