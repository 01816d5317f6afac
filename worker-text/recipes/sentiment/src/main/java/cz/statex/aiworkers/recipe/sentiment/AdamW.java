package cz.statex.aiworkers.recipe.sentiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay, smaller steps for lower layers, and a running mean of the weights.
 *
 * <p>Sources: "Decoupled Weight Decay Regularization", Loshchilov and Hutter 2019, arXiv:1711.05101; layer-wise steps:
 * "Universal Language Model Fine-tuning for Text Classification", Howard and Ruder 2018, arXiv:1801.06146. Owns the native
 * memory of its own numbers, which go with the model's.
 */
final class AdamW {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.98f;
    private static final float EPSILON = 1e-6f;
    private static final float DECAY = 0.01f;
    private static final double LAYER_DECAY = 0.87;
    private static final int LAYERS = 6;
    private static final float HEAD_FACTOR = 8;

    /** Steps from one update of the mean to the next, and what is kept of it then. */
    private static final int MEAN_EVERY = 5;

    private static final float MEAN_KEPT = 0.97f;

    private final Map<String, State> states = new LinkedHashMap<>();
    private int step;

    /** What belongs to a parameter: momentum, its square, and the mean of the weight. */
    record State(NDArray weight, NDArray first, NDArray second, NDArray mean, float factor, float decay) {}

    AdamW(NDManager manager, Map<String, NDArray> parameters) {
        parameters.forEach((name, weight) -> states.put(
                name,
                new State(
                        weight,
                        kept(manager, weight.zerosLike()),
                        kept(manager, weight.zerosLike()),
                        kept(manager, weight.duplicate()),
                        factor(name),
                        weight.getShape().dimension() == 2 ? DECAY : 0)));
    }

    private static NDArray kept(NDManager manager, NDArray array) {
        array.setRequiresGradient(false);
        array.attach(manager);
        return array;
    }

    private static float factor(String name) {
        if (name.startsWith("head")) {
            return HEAD_FACTOR;
        }
        int layer = name.charAt("layer".length()) - '0';
        return (float) Math.pow(LAYER_DECAY, LAYERS - 1 - layer);
    }

    Map<String, State> states() {
        return states;
    }

    int steps() {
        return step;
    }

    /** Goes on after {@code done} steps. */
    void resume(int done) {
        step = done;
    }

    /** Takes a step against the gradients, which are 0 afterwards. */
    void step(NDManager manager, float rate) {
        step++;
        float first = 1 - (float) Math.pow(BETA1, step);
        float second = (float) Math.sqrt(1 - Math.pow(BETA2, step));
        try (NDManager memory = manager.newSubManager()) {
            for (State state : states.values()) {
                NDArray gradient = state.weight().getGradient();
                gradient.attach(memory);
                update(state, gradient, rate * state.factor(), rate * state.factor() * second / first, memory);
                gradient.muli(0f);
            }
        }
    }

    private void update(State state, NDArray gradient, float rate, float corrected, NDManager memory) {
        try (NDManager temporary = memory.newSubManager()) {
            temporary.tempAttachAll(state.weight(), state.first(), state.second(), state.mean(), gradient);
            state.first().muli(BETA1).addi(gradient.mul(1 - BETA1));
            state.second().muli(BETA2).addi(gradient.square().muli(1 - BETA2));
            NDArray change =
                    state.first().div(state.second().sqrt().addi(EPSILON)).muli(corrected);
            if (state.decay() > 0) {
                state.weight().muli(1 - rate * state.decay());
            }
            state.weight().subi(change);
            if (step % MEAN_EVERY == 0) {
                float kept = Math.min(MEAN_KEPT, (float) step / (step + 10 * MEAN_EVERY));
                state.mean().muli(kept).addi(state.weight().mul(1 - kept));
            }
        }
    }
}
