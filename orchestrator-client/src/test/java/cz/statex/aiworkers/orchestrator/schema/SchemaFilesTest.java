package cz.statex.aiworkers.orchestrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.node.ObjectNode;

/** The schema files say what the records say. {@code -Daiw.schemas.write=true} rewrites the files. */
class SchemaFilesTest {

    private static final Path FOLDER = Path.of("src/main/resources/schemas/v1");

    private static final Map<String, Class<?>> RECORDS = Map.of(
            "task", Task.class,
            "job", Job.class,
            "worker", WorkerInfo.class,
            "control", Control.class,
            "query", Query.class,
            "reply", Query.Reply.class,
            "dead_letter", DeadLetter.class);

    static Stream<Map.Entry<String, Class<?>>> records() {
        return RECORDS.entrySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void theFileEqualsTheRecord(Map.Entry<String, Class<?>> each) throws IOException {
        Path file = FOLDER.resolve(each.getKey() + ".json");
        ObjectNode generated = SchemaGenerator.schemaOf(each.getValue());
        String text =
                Wire.mapper().writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(generated) + "\n";
        if (Boolean.getBoolean("aiw.schemas.write")) {
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file))
                .as("run the tests once with -Daiw.schemas.write=true if the change of %s is meant", file)
                .isEqualTo(text);
    }
}
