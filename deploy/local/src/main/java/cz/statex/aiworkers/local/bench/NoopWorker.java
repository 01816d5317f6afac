package cz.statex.aiworkers.local.bench;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Does nothing, so that what is measured is the fleet itself. */
final class NoopWorker extends BaseWorker<NoopWorker.Input, NoopWorker.Output> {

    static final String TASK_TYPE = "bench.noop";

    record Input(String text) {}

    record Output(int length) {}

    NoopWorker() {
        super(TASK_TYPE, Input.class, Output.class);
    }

    @Override
    protected Output process(Input input, TaskContext context) {
        return new Output(input.text().length());
    }

    /** Adds the worker to a fleet. */
    @Configuration(proxyBeanMethods = false)
    static class Workers {

        @Bean
        NoopWorker noopWorker() {
            return new NoopWorker();
        }
    }
}
