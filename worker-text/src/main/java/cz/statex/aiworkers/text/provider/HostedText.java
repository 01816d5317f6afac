package cz.statex.aiworkers.text.provider;

import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.task.TaskStoppedException;

/** A model that somebody hosts. Thread-safe. */
public interface HostedText {

    /**
     * Asks, and asks once more if the answer is not of the form that was asked for.
     *
     * @param context when it is told to stop, so is the open request
     * @return an answer that is valid against the schema of its record
     * @throws TaskFailure permanent if asking again cannot help; retryable, not before the time that the provider names, if
     *     it can: too many requests, a provider that is down or too slow, an answer that was twice of no use
     * @throws TaskStoppedException if the task is stopped
     * @throws InterruptedException if the caller is interrupted
     */
    <T extends Record> HostedAnswer<T> ask(HostedQuestion<T> question, TaskContext context)
            throws TaskFailure, InterruptedException;
}
