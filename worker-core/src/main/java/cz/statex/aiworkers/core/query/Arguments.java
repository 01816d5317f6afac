package cz.statex.aiworkers.core.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the arguments of one query; what is missing or wrong becomes a {@link QueryRefusedException} that names it. */
final class Arguments {

    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 1_000;
    private static final int MAX_TEXT = 256;
    private static final String ANONYMOUS = "unknown";

    private final ObjectNode arguments;

    Arguments(ObjectNode arguments) {
        this.arguments = arguments;
    }

    UUID id() {
        return required("id", optionalId("id"));
    }

    @Nullable
    UUID optionalId(String field) {
        return parsed(field, UUID::fromString, "must be a UUID");
    }

    String text(String field) {
        return required(field, optionalText(field));
    }

    @Nullable
    String optionalText(String field) {
        JsonNode value = arguments.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString() || value.stringValue().isBlank()) {
            throw QueryRefusedException.invalid(field, "must be a text that is not blank");
        }
        if (value.stringValue().length() > MAX_TEXT || value.stringValue().indexOf('\0') >= 0) {
            throw QueryRefusedException.invalid(
                    field, "must have at most " + MAX_TEXT + " characters, none of them NUL");
        }
        return value.stringValue();
    }

    <E extends Enum<E>> E oneOf(String field, Function<String, E> ofWireName) {
        return required(field, optionalOneOf(field, ofWireName));
    }

    <E extends Enum<E>> @Nullable E optionalOneOf(String field, Function<String, E> ofWireName) {
        return parsed(field, ofWireName, "is none of the known values");
    }

    @Nullable
    Instant optionalTime(String field) {
        return parsed(field, Instant::parse, "must be a time such as 2026-01-31T12:00:00Z");
    }

    int positive(String field) {
        return required(field, optionalNumber(field, Integer.MAX_VALUE));
    }

    int limit() {
        Integer limit = optionalNumber("limit", MAX_LIMIT);
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    /** Who asks, for the audit. */
    String by() {
        return Optional.ofNullable(optionalText("by")).orElse(ANONYMOUS);
    }

    private @Nullable Integer optionalNumber(String field, int max) {
        JsonNode value = arguments.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1 || value.intValue() > max) {
            throw QueryRefusedException.invalid(field, "must be a whole number from 1 to " + max);
        }
        return value.intValue();
    }

    private <T> @Nullable T parsed(String field, Function<String, T> parser, String otherwise) {
        String text = optionalText(field);
        if (text == null) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw QueryRefusedException.invalid(field, otherwise);
        }
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw QueryRefusedException.invalid(field, "is missing");
        }
        return value;
    }
}
