package cz.statex.aiworkers.local.bench;

import cz.statex.aiworkers.local.FleetOptions;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * How to measure.
 *
 * @param fleet on which servers, with how many slots
 * @param tasks how many tasks, or texts, count
 * @param clock for the fleet
 * @param remarks gets a line for people whenever a part begins or ends
 */
public record BenchOptions(FleetOptions fleet, int tasks, Clock clock, Consumer<String> remarks) {}
