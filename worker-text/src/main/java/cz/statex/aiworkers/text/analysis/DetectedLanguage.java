package cz.statex.aiworkers.text.analysis;

import java.util.List;

/**
 * In which language a text is written.
 *
 * @param language the likeliest, as ISO 639-1
 * @param confidence how likely it is, 0 to 1
 * @param candidates the likeliest languages, likeliest first; their confidences sum to at most 1
 */
public record DetectedLanguage(String language, double confidence, List<Candidate> candidates) {

    /**
     * A language that it may be.
     *
     * @param language ISO 639-1
     * @param confidence how likely it is, 0 to 1
     */
    public record Candidate(String language, double confidence) {}
}
