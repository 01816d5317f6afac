package cz.statex.aiworkers.orchestrator.schema;

import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schemas of one task type. Treat the trees as immutable.
 *
 * @param input of {@code input_data} and {@code parameters} taken together as one object
 * @param output of {@code output_data}
 */
public record TypeSchemas(ObjectNode input, ObjectNode output) {}
