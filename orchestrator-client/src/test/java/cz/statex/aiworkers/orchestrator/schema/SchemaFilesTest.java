package cz.statex.aiworkers.orchestrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
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

    static Stream<Map.Entry<String, Class<?>>> records() {
        return ContractRecords.BY_NAME.entrySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void theFileEqualsTheRecord(Map.Entry<String, Class<?>> each) throws IOException {
        Path file = ContractRecords.FOLDER.resolve(each.getKey() + ".json");
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
