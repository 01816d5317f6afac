package cz.statex.aiworkers.text.worker;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.schema.SchemaCatalog;
import cz.statex.aiworkers.orchestrator.schema.SchemaGenerator;
import cz.statex.aiworkers.orchestrator.schema.TypeSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas that clients ship are those of the records that workers bind to. {@code -Daiw.schemas.write=true} rewrites
 * the files.
 */
class TextSchemasTest {

    private static final Path FILES = Path.of("../orchestrator-client/src/main/resources/schemas/v1");

    @TestFactory
    Stream<DynamicTest> filesEqualWhatTheRecordsSay() {
        return Stream.of(
                type("text.embed", TextEmbeddingWorker.Input.class, TextEmbeddingWorker.Output.class),
                type("text.summarize", TextSummarizationWorker.Input.class, TextSummarizationWorker.Output.class),
                type("text.sentiment", SentimentAnalysisWorker.Input.class, SentimentAnalysisWorker.Output.class),
                type("text.language", LanguageDetectionWorker.Input.class, LanguageDetectionWorker.Output.class),
                type("text.translate", TranslationWorker.Input.class, TranslationWorker.Output.class));
    }

    private static DynamicTest type(String taskType, Class<?> input, Class<?> output) {
        return DynamicTest.dynamicTest(taskType, () -> {
            ObjectNode inputSchema = SchemaGenerator.schemaOf(input);
            ObjectNode outputSchema = SchemaGenerator.schemaOf(output);
            if (Boolean.getBoolean("aiw.schemas.write")) {
                write(taskType + ".input.json", inputSchema);
                write(taskType + ".output.json", outputSchema);
                return;
            }
            assertThat(inputSchema.path("examples")).as("examples of inputs").isNotEmpty();
            assertThat(outputSchema.path("examples")).as("examples of outputs").isNotEmpty();
            assertThat(SchemaCatalog.find(taskType)).contains(new TypeSchemas(inputSchema, outputSchema));
        });
    }

    private static void write(String file, ObjectNode schema) throws IOException {
        Files.writeString(
                FILES.resolve(file),
                Wire.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n");
    }
}
