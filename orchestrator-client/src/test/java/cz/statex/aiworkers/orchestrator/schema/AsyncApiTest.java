package cz.statex.aiworkers.orchestrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.node.ObjectNode;

/** The AsyncAPI document says what the code says. {@code -Daiw.schemas.write=true} rewrites it. */
class AsyncApiTest {

    private static final Path FILE = Path.of("../docs/asyncapi.json");
    private static final String INPUT = ".input.json";

    @Test
    void theFileEqualsTheCode() throws IOException {
        String text =
                Wire.mapper().writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(generated()) + "\n";
        if (Boolean.getBoolean("aiw.schemas.write")) {
            Files.writeString(FILE, text);
        }
        assertThat(Files.readString(FILE))
                .as("run the tests once with -Daiw.schemas.write=true if the change is meant")
                .isEqualTo(text);
    }

    @Test
    void everyReferenceHasItsTarget() throws IOException {
        ObjectNode document = generated();
        List<String> references = document.findValuesAsString("$ref");

        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        });
    }

    @Test
    void everyChannelIsUsedByAnOperation() throws IOException {
        ObjectNode document = generated();
        List<String> used = document.get("operations")
                .valueStream()
                .map(operation -> operation.at("/channel/$ref").asString(""))
                .toList();

        for (String channel : document.get("channels").propertyNames()) {
            JsonNode address = document.get("channels").get(channel).get("address");
            if (!address.isNull()) {
                assertThat(used).contains("#/channels/" + channel);
            }
        }
    }

    private static ObjectNode generated() throws IOException {
        try (Stream<Path> files = Files.list(ContractRecords.FOLDER)) {
            return AsyncApi.document(files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(INPUT))
                    .map(name -> name.substring(0, name.length() - INPUT.length()))
                    .sorted()
                    .toList());
        }
    }
}
