package cz.statex.aiworkers.core.testing.contract;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;

/** The contract for workers, kept by the smallest worker there is. */
class EchoWorkerTest extends BaseWorkerContract {

    @Override
    protected BaseWorker<?, ?> worker() {
        return new Echo();
    }

    @Override
    protected String validInput() {
        return "{\"text\": \"hello\"}";
    }

    @Override
    protected boolean reachesACheckpoint() {
        return true;
    }

    private static final class Echo extends BaseWorker<Echo.Text, Echo.Text> {
        record Text(String text) {}

        Echo() {
            super("test.echo", Text.class, Text.class);
        }

        @Override
        protected Text process(Text input, TaskContext context) {
            context.checkpoint();
            return input;
        }

        @Override
        public boolean cacheable() {
            return true;
        }
    }
}
