package cz.statex.aiworkers.text.worker;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a summary is made. */
enum SummaryStrategy {
    /** Of sentences of the text. */
    EXTRACTIVE,
    /** In words of a model's own. */
    ABSTRACTIVE,
    /** Abstractive where a model or a provider is there for it, else extractive. */
    AUTO;

    /** The form on the wire, for example {@code extractive}. */
    @JsonValue
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the wire form; throws {@link IllegalArgumentException} for a name that is none. */
    @JsonCreator
    static SummaryStrategy ofWireName(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
