package cz.statex.aiworkers.core.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A decoder that computes the scores of the next token by a function of the row and its tokens so far. */
final class ScriptedDecoder implements EncodedBatch {

    /** What the decoder says. */
    interface Script {
        float[] scores(int row, List<Long> tokens) throws InterruptedException;
    }

    private final int rows;
    private final Script script;
    /** How many rows each step had. */
    final List<Integer> steps = new ArrayList<>();
    /** Which rows were selected. */
    final List<List<Integer>> selected = new ArrayList<>();

    int opened;
    int closed;

    ScriptedDecoder(int rows, Script script) {
        this.rows = rows;
        this.script = script;
    }

    /** Scores that make {@code probabilities}, one of them for each token. */
    static float[] logs(double... probabilities) {
        float[] scores = new float[probabilities.length];
        for (int token = 0; token < scores.length; token++) {
            scores[token] = (float) Math.log(probabilities[token]);
        }
        return scores;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int maxLength() {
        return 100;
    }

    @Override
    public DecoderState start() {
        opened++;
        return new State();
    }

    @Override
    public void close() {}

    private record Held(int row, List<Long> tokens) {}

    private final class State implements DecoderState {

        private List<Held> held = new ArrayList<>();

        private State() {
            for (int row = 0; row < rows; row++) {
                held.add(new Held(row, List.of()));
            }
        }

        @Override
        public Logits step(long[][] tokens) throws InterruptedException {
            assertThat(tokens).hasNumberOfRows(held.size());
            steps.add(tokens.length);
            List<float[]> scores = new ArrayList<>();
            for (int i = 0; i < tokens.length; i++) {
                assertThat(tokens[i]).hasSameSizeAs(tokens[0]).isNotEmpty();
                List<Long> longer = new ArrayList<>(held.get(i).tokens());
                Arrays.stream(tokens[i]).forEach(longer::add);
                held.set(i, new Held(held.get(i).row(), longer));
                scores.add(script.scores(held.get(i).row(), longer));
            }
            int vocabulary = scores.get(0).length;
            float[] flat = new float[vocabulary * scores.size()];
            for (int i = 0; i < scores.size(); i++) {
                System.arraycopy(scores.get(i), 0, flat, i * vocabulary, vocabulary);
            }
            return new Logits(flat, vocabulary);
        }

        @Override
        public void select(int[] numbers) {
            selected.add(Arrays.stream(numbers).boxed().toList());
            List<Held> former = held;
            held = new ArrayList<>();
            Arrays.stream(numbers).forEach(number -> held.add(former.get(number)));
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
