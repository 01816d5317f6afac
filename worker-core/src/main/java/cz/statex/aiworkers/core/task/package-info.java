/** What the author of a worker sees: extend {@code BaseWorker}, talk to {@code TaskContext}, throw {@code TaskFailure}. */
@NullMarked
package cz.statex.aiworkers.core.task;

import org.jspecify.annotations.NullMarked;
