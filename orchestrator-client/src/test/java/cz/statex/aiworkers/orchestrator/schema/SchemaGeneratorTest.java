package cz.statex.aiworkers.orchestrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SchemaGeneratorTest {

    record Person(
            @NotBlank @Size(max = 20) String fullName,
            @Min(0) @Max(150) int age,
            @Nullable Double bodyHeight,
            @Nullable Address homeAddress,
            Address workAddress,
            @Size(min = 1, max = 2) List<@Size(max = 5) String> nickNames,
            Map<String, Integer> scores,
            @Nullable Priority priority,
            Plain plain,
            UUID id,
            Instant bornAt,
            @Nullable Instant diedAt,
            @Pattern(regexp = "^[a-z]+$") @Nullable String code,
            List<Float> vector,
            @JsonProperty("URL") String url) {}

    @Examples({"{\"name\": \"oak\", \"others\": []}", "{\"name\": \"elm\", \"left\": null, \"others\": []}"})
    record Tree(String name, @Nullable Tree left, List<Tree> others) {}

    record Address(@Size(max = 10) String streetName, @Positive @DecimalMax("9.5") double number) {}

    enum Plain {
        ONE,
        TWO
    }

    private final ObjectNode person = SchemaGenerator.schemaOf(Person.class);

    @Test
    void namesTheDraft() {
        assertThat(person.get("$schema").asString()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(person.get("type").asString()).isEqualTo("object");
    }

    @Test
    void usesSnakeCaseInTheOrderOfTheRecord() {
        assertThat(person.get("properties").propertyNames())
                .containsExactly(
                        "full_name",
                        "age",
                        "body_height",
                        "home_address",
                        "work_address",
                        "nick_names",
                        "scores",
                        "priority",
                        "plain",
                        "id",
                        "born_at",
                        "died_at",
                        "code",
                        "vector",
                        "URL");
    }

    @Test
    void showsExamples() {
        ObjectNode tree = SchemaGenerator.schemaOf(Tree.class);
        assertThat(tree.path("examples"))
                .isEqualTo(json(
                        """
                [{"name":"oak","others":[]},{"name":"elm","left":null,"others":[]}]"""));
        assertThat(person.has("examples")).isFalse();
    }

    @Test
    void requiresEveryComponentThatIsNotNullable() {
        assertThat(texts(person.get("required")))
                .containsExactlyInAnyOrder(
                        "full_name",
                        "age",
                        "work_address",
                        "nick_names",
                        "scores",
                        "plain",
                        "id",
                        "born_at",
                        "vector",
                        "URL");
    }

    @Test
    void turnsAnnotationsIntoLimits() {
        assertThat(property("full_name"))
                .isEqualTo(
                        json("""
                {"type":"string","minLength":1,"maxLength":20,"pattern":"\\\\S"}"""));
        assertThat(property("age"))
                .isEqualTo(json("""
                {"type":"integer","minimum":0,"maximum":150}"""));
        assertThat(property("code"))
                .isEqualTo(json("""
                {"type":["string","null"],"pattern":"^[a-z]+$"}"""));
        assertThat(property("nick_names"))
                .isEqualTo(
                        json(
                                """
                {"minItems":1,"maxItems":2,"type":"array","items":{"type":"string","maxLength":5}}"""));
    }

    @Test
    void describesTimesIdsEnumsMapsAndArraysAsTheMapperWritesThem() {
        assertThat(property("id")).isEqualTo(json("""
                {"type":"string","format":"uuid"}"""));
        assertThat(property("born_at")).isEqualTo(json("""
                {"type":"string","format":"date-time"}"""));
        assertThat(property("plain")).isEqualTo(json("""
                {"type":"string","enum":["ONE","TWO"]}"""));
        assertThat(property("scores"))
                .isEqualTo(json("""
                {"type":"object","additionalProperties":{"type":"integer"}}"""));
        assertThat(property("vector"))
                .isEqualTo(json("""
                {"type":"array","items":{"type":"number"}}"""));
        assertThat(property("priority").toString()).contains("high", "normal", "low", "null");
    }

    @Test
    void acceptsWhatTheMapperWrites() {
        Person value = new Person(
                "Ada",
                36,
                null,
                null,
                new Address("Main", 1),
                List.of("a"),
                Map.of("chess", 3),
                Priority.HIGH,
                Plain.ONE,
                new UUID(1, 2),
                Instant.EPOCH,
                null,
                null,
                List.of(1f, 2f),
                "x");

        assertThat(SchemaValidator.of(person).validate(Wire.mapper().valueToTree(value)))
                .isEmpty();
    }

    @Test
    void acceptsNullWhereAComponentIsNullable() {
        ObjectNode task = Wire.mapper().createObjectNode().put("id", new UUID(0, 1).toString());
        task.put("task_type", "text.embed")
                .putNull("output_data")
                .putNull("priority")
                .putNull("progress");

        assertThat(SchemaValidator.of(SchemaGenerator.schemaOf(Task.class)).validate(task))
                .isEmpty();
    }

    @Test
    void describesRecordsThatContainThemselves() {
        SchemaValidator tree = SchemaValidator.of(SchemaGenerator.schemaOf(Tree.class));

        assertThat(
                        tree.validate(
                                json(
                                        """
                {"name":"a","left":{"name":"b","others":[]},"others":[{"name":"c","left":null,"others":[]}]}""")))
                .isEmpty();
        assertThat(tree.validate(json(
                        """
                {"name":"a","left":{"name":7,"others":[]},"others":[{"others":[]}]}""")))
                .extracting(Violation::toString)
                .containsExactlyInAnyOrder("left.name must be a string (is 7)", "others[0].name is required");
    }

    private JsonNode property(String name) {
        return person.get("properties").get(name);
    }

    private static JsonNode json(String text) {
        return Wire.mapper().readTree(text);
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
