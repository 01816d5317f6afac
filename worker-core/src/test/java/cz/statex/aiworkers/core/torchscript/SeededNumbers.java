package cz.statex.aiworkers.core.torchscript;

/** The linear congruential generator of {@code golden/silero_vad.py}: equal seeds give equal numbers. */
final class SeededNumbers {

    private static final long MODULUS = 1L << 31;

    private long state;

    SeededNumbers(long seed) {
        this.state = seed;
    }

    /** The next numbers, from {@code -scale} to {@code scale}. */
    float[] next(int count, double scale) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            state = (1_103_515_245L * state + 12_345) % MODULUS;
            numbers[i] = (float) ((state / (MODULUS / 2.0) - 1) * scale);
        }
        return numbers;
    }
}
