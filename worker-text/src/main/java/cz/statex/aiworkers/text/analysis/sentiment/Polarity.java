package cz.statex.aiworkers.text.analysis.sentiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a text speaks of what it is about. */
public enum Polarity {
    /** With approval or joy. */
    @JsonProperty("positive")
    POSITIVE,
    /** With disapproval or pain. */
    @JsonProperty("negative")
    NEGATIVE,
    /** Neither, or both alike. */
    @JsonProperty("neutral")
    NEUTRAL
}
