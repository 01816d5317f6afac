/**
 * JSON Schemas (draft 2020-12) of the wire contract: generated from records, kept as files, enforced at submit and at
 * the worker.
 */
@NullMarked
package cz.statex.aiworkers.orchestrator.schema;

import org.jspecify.annotations.NullMarked;
