package cz.statex.aiworkers.orchestrator.schema;

import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import java.nio.file.Path;
import java.util.Map;

/** The records that travel, by the name of their schema file. */
final class ContractRecords {

    static final Path FOLDER = Path.of("src/main/resources/schemas/v1");

    static final Map<String, Class<?>> BY_NAME = Map.of(
            "task", Task.class,
            "job", Job.class,
            "worker", WorkerInfo.class,
            "control", Control.class,
            "query", Query.class,
            "reply", Query.Reply.class,
            "dead_letter", DeadLetter.class);

    private ContractRecords() {}
}
