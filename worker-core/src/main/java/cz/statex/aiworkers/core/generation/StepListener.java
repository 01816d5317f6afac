package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.task.TaskContext;

/**
 * Called before each step of the decoder, on the thread that generates. To stop the generation, throw: what was thrown
 * reaches the caller of the generator, and the state is freed.
 */
@FunctionalInterface
public interface StepListener {

    /** Does nothing. */
    StepListener NONE = (step, limit, open) -> {};

    /**
     * A step is about to be computed.
     *
     * @param step number of the step, from 0
     * @param limit steps that there are at most
     * @param open rows that have not ended
     */
    void onStep(int step, int limit, int open);

    /**
     * Stops with the task: cancelled, out of time, drained or overtaken, the generation ends with
     * {@link cz.statex.aiworkers.core.task.TaskStoppedException}.
     */
    static StepListener of(TaskContext context) {
        return (step, limit, open) -> context.checkpoint();
    }

    /**
     * As above, and tells the task's progress. Sequences seldom reach the greatest length, so the progress may jump at the end.
     *
     * @param from percent before the first step
     * @param to percent after the last one
     * @param stage what is being done, for people
     */
    static StepListener of(TaskContext context, int from, int to, String stage) {
        return (step, limit, open) -> {
            context.checkpoint();
            context.progress(from + (to - from) * step / limit, stage);
        };
    }
}
