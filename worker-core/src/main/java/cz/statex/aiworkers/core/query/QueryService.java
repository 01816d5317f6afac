package cz.statex.aiworkers.core.query;

import cz.statex.aiworkers.orchestrator.protocol.Query;

/** Answers {@link Query} operations from the store. Thread-safe; never throws: what goes wrong is in the reply. */
public interface QueryService {

    /** The answer to one query. */
    Query.Reply answer(Query query);
}
