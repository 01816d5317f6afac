package cz.statex.aiworkers.text.provider;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who answers a task. */
public enum Provider {
    /** The models of this fleet. */
    LOCAL,
    /** OpenAI. */
    OPENAI,
    /** Anthropic. */
    ANTHROPIC,
    /** A server that speaks OpenAI's interface, such as Ollama or vLLM. */
    OPENAI_COMPATIBLE;

    /** The form on the wire and in metrics, for example {@code openai-compatible}. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads the wire form; throws {@link IllegalArgumentException} for a name that is none. */
    @JsonCreator
    public static Provider ofWireName(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
