package cz.statex.aiworkers.orchestrator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SchemaValidatorTest {

    enum Kind {
        SHORT,
        LONG
    }

    record Input(
            @NotBlank @Size(max = 10) String text,
            @Nullable @Min(1) @Max(9) Integer size,
            @Nullable @DecimalMin(value = "0", inclusive = false) Double ratio,
            @Nullable Kind kind,
            @Nullable UUID id,
            @Nullable Instant time,
            @Nullable Boolean flag,
            @Nullable @Size(min = 1, max = 3) List<@Size(max = 4) String> texts,
            @Nullable Part part) {}

    record Part(String name, @Nullable Part inner) {}

    private final SchemaValidator validator = SchemaValidator.of(SchemaGenerator.schemaOf(Input.class));

    @Test
    void acceptsAValidValueAndUnknownFields() {
        assertThat(
                        violations(
                                """
                {"text":"hello","size":3,"kind":"SHORT","texts":["a","b"],"part":{"name":"x"},"later":{"any":[1]}}"""))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {}                                            | text is required
            {"text":null}                                 | text must be a string
            {"text":7}                                    | text must be a string (is 7)
            {"text":"  "}                                 | text must not be blank
            {"text":"01234567890"}                        | text must have at most 10 characters (is 11)
            {"text":"a","size":0}                         | size must be at least 1 (is 0)
            {"text":"a","size":1000000000000}             | size must be at most 9 (is 1000000000000)
            {"text":"a","size":2.5}                       | size must be an integer (is 2.5)
            {"text":"a","size":"3"}                       | size must be an integer
            {"text":"a","ratio":0}                        | ratio must be more than 0 (is 0)
            {"text":"a","kind":"medium"}                  | kind must be one of SHORT, LONG (is medium)
            {"text":"a","id":"1-2"}                       | id must have the format uuid (is 1-2)
            {"text":"a","time":"yesterday"}               | time must have the format date-time (is yesterday)
            {"text":"a","flag":1}                         | flag must be a boolean (is 1)
            {"text":"a","texts":[]}                       | texts must have at least 1 entries (is 0)
            {"text":"a","texts":["a","b","c","d"]}        | texts must have at most 3 entries (is 4)
            {"text":"a","texts":["a","abcde"]}            | texts[1] must have at most 4 characters (is 5)
            {"text":"a","texts":"a"}                      | texts must be an array
            {"text":"a","part":{}}                        | part.name is required
            {"text":"a","part":{"name":"b","inner":{"name":3}}} | part.inner.name must be a string (is 3)
            {"text":"a","part":[]}                        | part must be an object
            []                                            | the value must be an object
            "text"                                        | the value must be an object
            """)
    void namesFieldFaultAndLimit(String json, String expected) {
        assertThat(violations(json)).extracting(Violation::toString).containsExactly(expected);
    }

    @Test
    void reportsTheLimitForPrograms() {
        assertThat(violations("""
                {"text":"a","size":10}"""))
                .containsExactly(new Violation("size", "must be at most 9", 10, 9));
    }

    @Test
    void neverRepeatsInputText() {
        assertThat(violations(
                        """
                {"text":"secret words of a customer","kind":"secret words","id":"%s"}"""
                                .formatted("s".repeat(40))))
                .hasSize(3)
                .allSatisfy(violation -> assertThat(violation.toString()).doesNotContain("secret", "sss"));
    }

    @Test
    void namesAtMostSixteenFaults() {
        ObjectNode value = Wire.mapper().createObjectNode().put("text", "a");
        var texts = value.putArray("texts");
        for (int i = 0; i < 1000; i++) {
            texts.add(i);
        }

        assertThat(validator.validate(value)).hasSize(16);
    }

    @Test
    void survivesDeepNesting() {
        String deep = "{\"name\":\"a\",\"inner\":".repeat(60) + "{}" + "}".repeat(60);

        assertThat(violations("{\"text\":\"a\",\"part\":" + deep + "}"))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.field()).startsWith("part.inner.inner").endsWith(".name");
                    assertThat(violation.message()).isEqualTo("is required");
                });
    }

    @Test
    void movesAViolationUnderItsParent() {
        assertThat(new Violation("text", "is required", null, null)
                        .under("input_data")
                        .field())
                .isEqualTo("input_data.text");
        assertThat(new Violation("[2]", "is odd", null, null).under("texts").field())
                .isEqualTo("texts[2]");
        assertThat(new Violation("", "is odd", null, null).under("input_data").field())
                .isEqualTo("input_data");
    }

    @Test
    void refusesASchemaThatIsNone() {
        assertThatThrownBy(() -> SchemaValidator.of(Wire.mapper().readTree("{\"$ref\":\"#/$defs/nowhere\"}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a usable JSON Schema");
    }

    /** A task may cost less than a millisecond; checking it must not show. The bound is ten times what is usual. */
    @Test
    void checksAKilobyteInTensOfMicroseconds() {
        SchemaValidator task = SchemaValidator.of(SchemaGenerator.schemaOf(Task.class));
        JsonNode value = Wire.mapper()
                .readTree(
                        """
                {"id":"6f1c1b3e-0d5f-4f6e-9d0a-0b6b8d5c2f11","task_type":"text.summarize","priority":"high",
                 "input_data":{"text":"%s"},"parameters":{"max_length":100},"created_at":"2026-01-01T00:00:00Z",
                 "max_retries":3,"status":"queued"}"""
                                .formatted("word ".repeat(200)));
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                assertThat(task.validate(value).isEmpty()).isTrue();
            }
            best = Math.min(best, (System.nanoTime() - start) / 200);
        }
        assertThat(best).as("nanoseconds").isLessThan(TimeUnit.MICROSECONDS.toNanos(500));
    }

    private List<Violation> violations(String json) {
        return validator.validate(Wire.mapper().readTree(json));
    }
}
