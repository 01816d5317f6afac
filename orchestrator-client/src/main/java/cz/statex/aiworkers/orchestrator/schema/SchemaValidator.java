package cz.statex.aiworkers.orchestrator.schema;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Checks values against one JSON Schema, which is compiled once. Formats are enforced. Thread-safe. */
public final class SchemaValidator {

    /** A value with a thousand faults is not better understood by naming them all. */
    private static final int MAX_VIOLATIONS = 16;

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(true)
            .locale(Locale.ENGLISH)
            .preloadSchema(true)
            .cacheRefs(true)
            .build();

    /** A time is whatever the wire reads as one: the missing offset of a naive time is no fault. */
    private static final Dialect DIALECT = Dialect.builder(Dialects.getDraft202012())
            .format(new WireTimeFormat())
            .build();

    private final Schema schema;

    private SchemaValidator(Schema schema) {
        this.schema = schema;
    }

    /**
     * Compiles a schema.
     *
     * @throws IllegalArgumentException if it is no usable schema
     */
    public static SchemaValidator of(JsonNode schema) {
        try {
            // A registry of its own: the shared one would keep every schema for ever.
            SchemaRegistry registry =
                    SchemaRegistry.withDialect(DIALECT, builder -> builder.schemaRegistryConfig(CONFIG));
            Schema compiled = registry.getSchema(schema);
            compiled.initializeValidators();
            return new SchemaValidator(compiled);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a usable JSON Schema: " + e.getMessage(), e);
        }
    }

    /** What is wrong with a value; empty if it is valid. Names at most the first 16 faults. */
    public List<Violation> validate(JsonNode value) {
        List<Error> errors = schema.validate(value);
        if (errors.isEmpty()) {
            return List.of();
        }
        return errors.stream()
                .filter(error -> !Violations.isNoise(error))
                .map(Violations::of)
                .distinct()
                .limit(MAX_VIOLATIONS)
                .toList();
    }
}
