package cz.statex.aiworkers.orchestrator.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The JSON form of the contract: UTF-8, snake_case names, absent instead of null, times as ISO-8601 in UTC (read without
 * an offset too, as UTC), unknown fields ignored. Thread-safe.
 */
public final class Wire {

    /** Nesting deeper than this is refused. */
    public static final int MAX_DEPTH = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultPropertyInclusion(
                    inclusion -> JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .addModule(new SimpleModule().addDeserializer(Instant.class, new TimeReader()))
            .build();

    private Wire() {}

    /** The mapper itself, for callers that bind their own records in the same form. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** Encodes a record of the contract. */
    public static byte[] encode(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /**
     * Decodes a record of the contract.
     *
     * @throws JacksonException if the bytes are not JSON of that shape
     */
    public static <T> T decode(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    /**
     * Reads a point in time as the contract writes it. Many a program writes {@code 2026-01-01T12:00:00} and means UTC
     * (Python's {@code isoformat} of a naive time does), so a missing offset is read as UTC.
     *
     * @throws DateTimeException if it is no ISO-8601 date and time
     */
    public static Instant parseTime(String text) {
        TemporalAccessor time =
                DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return time instanceof OffsetDateTime exact
                ? exact.toInstant()
                : ((LocalDateTime) time).toInstant(ZoneOffset.UTC);
    }

    private static final class TimeReader extends StdScalarDeserializer<Instant> {

        TimeReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) {
            String text = parser.getValueAsString("");
            try {
                return parseTime(text);
            } catch (DateTimeException e) {
                return (Instant) context.handleWeirdStringValue(Instant.class, text, "not an ISO-8601 date and time");
            }
        }
    }
}
