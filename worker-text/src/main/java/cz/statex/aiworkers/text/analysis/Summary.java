package cz.statex.aiworkers.text.analysis;

import java.util.List;

/**
 * What a text says, in fewer of its own sentences.
 *
 * @param text the chosen sentences, in the order of the text
 * @param keyPoints the most telling sentences, most telling first
 */
public record Summary(String text, List<String> keyPoints) {}
