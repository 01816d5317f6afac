package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.cli.terminal.TaskText;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.schema.SchemaCatalog;
import cz.statex.aiworkers.orchestrator.schema.TypeSchemas;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints JSON Schemas. */
@Command(
        name = "schema",
        description = "Prints the JSON Schemas of a task type: of a built-in one without any broker, of a custom one"
                + " from a worker that serves it. Without a type, the schema of tasks themselves.")
final class SchemaCommand implements Callable<Integer> {

    @Mixin
    private final Session session = new Session();

    @Parameters(index = "0", arity = "0..1", paramLabel = "TYPE", description = "Task type.")
    private @Nullable String taskType;

    @Option(names = "--only", paramLabel = "PART", description = "Only the schema of input or output.")
    private @Nullable Part only;

    /** One of the two schemas. */
    enum Part {
        INPUT,
        OUTPUT
    }

    @Override
    public Integer call() {
        Object schema = taskType == null ? SchemaCatalog.envelope() : part(schemas(taskType));
        session.print(schema, TaskText.pretty(schema));
        return ExitCode.OK.code();
    }

    private Object part(TypeSchemas schemas) {
        if (only == null) {
            return schemas;
        }
        return only == Part.INPUT ? schemas.input() : schemas.output();
    }

    private TypeSchemas schemas(String type) {
        return SchemaCatalog.find(type).orElseGet(() -> {
            try (AiWorkersClient client = session.connect()) {
                return client.fleet().schemas(type);
            }
        });
    }
}
