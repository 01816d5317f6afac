package cz.statex.aiworkers.text.analysis;

import java.util.List;

/**
 * Texts as vectors; all lists are in the order of the texts.
 *
 * @param vectors for each text a vector, of length 1 unless asked for otherwise; do not change them
 * @param truncated whether the text was longer than the model reads, so that its end did not count
 * @param tokenCounts tokens of each text that counted
 */
public record Embeddings(List<float[]> vectors, List<Boolean> truncated, List<Integer> tokenCounts) {

    /** Length of each vector; 0 if there is none. */
    public int dimensions() {
        return vectors.isEmpty() ? 0 : vectors.get(0).length;
    }
}
