package cz.statex.aiworkers.orchestrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaCatalogTest {

    @Test
    void asksOfASubmissionOnlyItsIdAndType() {
        SchemaValidator envelope = SchemaValidator.of(SchemaCatalog.envelope());

        assertThat(envelope.validate(Wire.mapper()
                        .createObjectNode()
                        .put("id", UUID.randomUUID().toString())
                        .put("task_type", "custom.any")))
                .isEmpty();
        assertThat(envelope.validate(Wire.mapper().createObjectNode()))
                .extracting(Violation::field)
                .containsExactlyInAnyOrder("id", "task_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"custom.unknown", "../v1/task", "", "Task", "task"})
    void hasNothingForTypesWithoutFiles(String taskType) {
        assertThat(SchemaCatalog.find(taskType)).isEmpty();
    }

    @Test
    void findsInputAndOutputOfAType() {
        assertThat(SchemaCatalog.find("test.echo")).hasValueSatisfying(schemas -> {
            assertThat(schemas.input().get("required").get(0).asString()).isEqualTo("text");
            assertThat(schemas.output().get("required").get(0).asString()).isEqualTo("text");
        });
        assertThat(SchemaCatalog.find("test.echo")).isEqualTo(SchemaCatalog.find("test.echo"));
    }
}
