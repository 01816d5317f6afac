package cz.statex.aiworkers.orchestrator.schema;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.MemberScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigPart;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import jakarta.validation.constraints.NotBlank;
import java.lang.reflect.AnnotatedType;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Describes a record as {@link Wire} writes and reads it, as a JSON Schema of draft 2020-12.
 *
 * <p>Names are snake_case. A component is required unless it is {@code @Nullable}; then it may be absent or null. Enums
 * are listed in their wire form. Jakarta Validation annotations become limits. Unknown fields are allowed: the contract
 * only grows. Thread-safe.
 */
public final class SchemaGenerator {

    /** The generator itself is not thread-safe, but making one is the expensive part. */
    private static final com.github.victools.jsonschema.generator.SchemaGenerator GENERATOR = newGenerator();

    /** The pattern that {@code @NotBlank} becomes. */
    static final String NOT_BLANK = "\\S";

    private SchemaGenerator() {}

    /** The schema of a record, with its {@link Examples}. The tree belongs to the caller. */
    public static ObjectNode schemaOf(Class<?> type) {
        ObjectNode schema;
        synchronized (GENERATOR) {
            schema = GENERATOR.generateSchema(type);
        }
        Examples examples = type.getAnnotation(Examples.class);
        if (examples != null) {
            ArrayNode shown = schema.putArray("examples");
            for (String example : examples.value()) {
                shown.add(Wire.mapper().readTree(example));
            }
        }
        // Through text and back, so that it equals the same schema read from a file down to the kinds of its numbers.
        return (ObjectNode) Wire.mapper().readTree(Wire.mapper().writeValueAsBytes(schema));
    }

    private static com.github.victools.jsonschema.generator.SchemaGenerator newGenerator() {
        OptionPreset options = new OptionPreset(
                Option.SCHEMA_VERSION_INDICATOR,
                Option.ADDITIONAL_FIXED_TYPES,
                Option.STANDARD_FORMATS,
                Option.PUBLIC_NONSTATIC_FIELDS,
                Option.NONPUBLIC_NONSTATIC_FIELDS_WITH_GETTERS,
                Option.NONPUBLIC_NONSTATIC_FIELDS_WITHOUT_GETTERS,
                Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
                Option.ALLOF_CLEANUP_AT_THE_END,
                Option.DUPLICATE_MEMBER_ATTRIBUTE_CLEANUP_AT_THE_END);
        SchemaGeneratorConfigBuilder builder =
                new SchemaGeneratorConfigBuilder(Wire.mapper(), SchemaVersion.DRAFT_2020_12, options);
        builder.with(new JacksonSchemaModule(JacksonOption.RESPECT_JSONPROPERTY_ORDER))
                .with(new JakartaValidationModule(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS));
        builder.forTypesInGeneral().withCustomDefinitionProvider(SchemaGenerator::wireForm);
        // In the order they are written down: a sort by something that all of them share.
        builder.forTypesInGeneral().withPropertySorter(Comparator.comparing(MemberScope::isStatic));
        SchemaGeneratorConfigPart<FieldScope> fields = builder.forFields();
        fields.withPropertyNameOverrideResolver(SchemaGenerator::snakeCase);
        fields.withRequiredCheck(field -> !isNullable(field));
        fields.withNullableCheck(SchemaGenerator::isNullable);
        fields.withStringPatternResolver(SchemaGenerator::notBlank);
        return new com.github.victools.jsonschema.generator.SchemaGenerator(builder.build());
    }

    /** Enums and JSON trees: only the mapper knows how they are written. */
    private static @Nullable CustomDefinition wireForm(ResolvedType type, SchemaGenerationContext context) {
        Class<?> raw = type.getErasedType();
        ObjectNode schema = context.getGeneratorConfig().createObjectNode();
        if (raw.isEnum()) {
            ArrayNode names = schema.put("type", "string").putArray("enum");
            for (Object constant : raw.getEnumConstants()) {
                names.add(Wire.mapper().valueToTree(constant));
            }
        } else if (raw == ObjectNode.class) {
            schema.put("type", "object");
        } else if (raw != JsonNode.class) {
            return null;
        }
        return new CustomDefinition(
                schema, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.YES);
    }

    private static String snakeCase(FieldScope field) {
        return PropertyNamingStrategies.SNAKE_CASE.nameForField(null, null, field.getDeclaredName());
    }

    private static boolean isNullable(FieldScope field) {
        AnnotatedType type = field.getRawMember().getAnnotatedType();
        return !field.isFakeContainerItemScope() && type.isAnnotationPresent(Nullable.class);
    }

    private static @Nullable String notBlank(FieldScope field) {
        return field.getAnnotationConsideringFieldAndGetter(NotBlank.class) == null ? null : NOT_BLANK;
    }
}
