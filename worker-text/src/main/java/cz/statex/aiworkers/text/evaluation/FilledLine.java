package cz.statex.aiworkers.text.evaluation;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of a file that is not blank.
 *
 * @param number where it stands in the file, from 1, blank lines counting
 * @param content what it says
 */
public record FilledLine(int number, String content) {

    private static final String MARK = "\uFEFF";

    /**
     * Reads the first {@code limit} such lines of a file in UTF-8, with or without a byte-order mark.
     *
     * @throws java.nio.charset.CharacterCodingException if it is not text in UTF-8
     * @throws IOException if it cannot be read
     */
    public static List<FilledLine> read(Path file, int limit) throws IOException {
        List<FilledLine> filled = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int number = 0;
            for (String line = lines.readLine(); line != null && filled.size() < limit; line = lines.readLine()) {
                number++;
                String content = number == 1 && line.startsWith(MARK) ? line.substring(MARK.length()) : line;
                if (!content.isBlank()) {
                    filled.add(new FilledLine(number, content));
                }
            }
        }
        return filled;
    }
}
