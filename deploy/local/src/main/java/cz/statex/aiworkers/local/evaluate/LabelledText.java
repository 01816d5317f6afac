package cz.statex.aiworkers.local.evaluate;

import java.util.List;

/**
 * A text whose answer is known.
 *
 * @param line where it stands in its file, from 1
 * @param text the text
 * @param labels what people said of it, as they wrote it: one, or several
 */
public record LabelledText(int line, String text, List<String> labels) {}
