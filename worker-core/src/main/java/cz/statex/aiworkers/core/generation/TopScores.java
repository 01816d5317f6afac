package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.generation.rule.TokenScores;

/**
 * The greatest of many scores, found in one pass and without sorting the rest: a heap whose root is the smallest one
 * kept. Of equal scores the one that was offered first counts as greater. Impossible ones are never kept.
 */
final class TopScores {

    private final float[] scores;
    private final int[] numbers;
    private int size;

    /** Keeps at most {@code capacity}. */
    TopScores(int capacity) {
        this.scores = new float[capacity];
        this.numbers = new int[capacity];
    }

    /** Offers the scores of all tokens, each with {@code added}, as the numbers from {@code first} on. */
    void offer(TokenScores offered, float added, int first) {
        float threshold = threshold();
        for (int token = 0; token < offered.vocabulary(); token++) {
            float score = offered.get(token) + added;
            if (score > threshold) {
                keep(score, first + token);
                threshold = threshold();
            }
        }
    }

    /** What a score must exceed to be kept. */
    float threshold() {
        return size < scores.length ? Float.NEGATIVE_INFINITY : scores[0];
    }

    private void keep(float score, int number) {
        if (size < scores.length) {
            int at = size++;
            set(at, score, number);
            while (at > 0 && isLess(at, (at - 1) / 2)) {
                swap(at, (at - 1) / 2);
                at = (at - 1) / 2;
            }
        } else {
            set(0, score, number);
            sink(size);
        }
    }

    /** Moves the root down to its place among the first {@code end}. */
    private void sink(int end) {
        int at = 0;
        while (2 * at + 1 < end) {
            int child = 2 * at + 1;
            if (child + 1 < end && isLess(child + 1, child)) {
                child++;
            }
            if (!isLess(child, at)) {
                return;
            }
            swap(child, at);
            at = child;
        }
    }

    private boolean isLess(int one, int other) {
        return scores[one] < scores[other] || (scores[one] == scores[other] && numbers[one] > numbers[other]);
    }

    private void set(int at, float score, int number) {
        scores[at] = score;
        numbers[at] = number;
    }

    private void swap(int one, int other) {
        float score = scores[one];
        int number = numbers[one];
        set(one, scores[other], numbers[other]);
        set(other, score, number);
    }

    /** Sorts what was kept, the greatest first; nothing may be offered any more. */
    TopScores sorted() {
        for (int end = size - 1; end > 0; end--) {
            swap(0, end);
            sink(end);
        }
        return this;
    }

    /** Of the sorted scores the first {@code count}. */
    TopScores first(int count) {
        size = count;
        return this;
    }

    /** How many are kept. */
    int size() {
        return size;
    }

    /** The number of the score at {@code rank}. */
    int number(int rank) {
        return numbers[rank];
    }

    /** The score at {@code rank}. */
    float score(int rank) {
        return scores[rank];
    }
}
