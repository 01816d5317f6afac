package cz.statex.aiworkers.orchestrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Messages that must stay valid, and ones that must stay invalid, whatever becomes of the code. A file's name begins with
 * the schema it belongs to.
 */
class GoldenMessagesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void aValidMessageSurvivesARoundTripWordForWord(Path file) throws IOException {
        JsonNode message = Wire.mapper().readTree(Files.readAllBytes(file));

        assertThat(validator(file).validate(message)).isEmpty();
        Object decoded = Wire.decode(Files.readAllBytes(file), record(file));
        assertThat(Wire.mapper().readTree(Wire.encode(decoded))).isEqualTo(message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lenient")
    void aMessageInALooserFormIsUnderstood(Path file) throws IOException {
        byte[] json = Files.readAllBytes(file);

        assertThat(validator(file).validate(Wire.mapper().readTree(json))).isEmpty();
        Object decoded = Wire.decode(json, record(file));
        assertThat(Wire.decode(Wire.encode(decoded), record(file))).isEqualTo(decoded);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void anInvalidMessageIsRefusedWithTheFieldAtFault(Path file) throws IOException {
        JsonNode golden = Wire.mapper().readTree(Files.readAllBytes(file));
        List<String> expected =
                golden.get("violations").valueStream().map(JsonNode::asString).toList();

        assertThat(validator(file).validate(golden.get("message")))
                .extracting(Violation::toString)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theSeedsPlainFormKeepsItsMeaning() throws IOException {
        Task task = Wire.decode(Files.readAllBytes(GOLDEN.resolve("lenient/task.seed_plain_form.json")), Task.class);

        assertThat(task.createdAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00.123456Z"));
        assertThat(task.maxRetriesOrDefault()).isEqualTo(3);
        assertThat(task.outputData()).isNull();
    }

    static Stream<Path> valid() throws IOException {
        return files("valid");
    }

    static Stream<Path> lenient() throws IOException {
        return files("lenient");
    }

    static Stream<Path> invalid() throws IOException {
        return files("invalid");
    }

    private static Stream<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN.resolve(folder))) {
            return files.sorted().toList().stream();
        }
    }

    private static String schemaName(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.indexOf('.'));
    }

    private static Class<?> record(Path file) {
        Class<?> type = ContractRecords.BY_NAME.get(schemaName(file));
        return Objects.requireNonNull(type, () -> "no record for " + file);
    }

    /** By the file that users get, not by what the generator says now. */
    private static SchemaValidator validator(Path file) throws IOException {
        Path schema = ContractRecords.FOLDER.resolve(schemaName(file) + ".json");
        return SchemaValidator.of(Wire.mapper().readTree(Files.readAllBytes(schema)));
    }
}
