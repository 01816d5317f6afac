package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.config.properties.BrokerProperties;
import cz.statex.aiworkers.core.config.properties.ExecutionProperties;
import cz.statex.aiworkers.core.config.properties.RegistryProperties;
import cz.statex.aiworkers.core.config.properties.ServiceProperties;
import cz.statex.aiworkers.core.execution.FailurePolicy;
import cz.statex.aiworkers.core.execution.ResultCache;
import cz.statex.aiworkers.core.execution.ResultPublisher;
import cz.statex.aiworkers.core.execution.RunningTasks;
import cz.statex.aiworkers.core.execution.TaskObserver;
import cz.statex.aiworkers.core.execution.TaskPipeline;
import cz.statex.aiworkers.core.execution.TaskSlots;
import cz.statex.aiworkers.core.execution.TaskStore;
import cz.statex.aiworkers.core.execution.attempt.Backoff;
import cz.statex.aiworkers.core.execution.type.TaskTypes;
import cz.statex.aiworkers.core.lifecycle.StoreWatch;
import cz.statex.aiworkers.core.lifecycle.WorkerHost;
import cz.statex.aiworkers.core.task.BaseWorker;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Runs tasks: every {@link BaseWorker} bean serves its type. */
@AutoConfiguration(after = {BrokerAutoConfiguration.class, StoreAutoConfiguration.class, CacheAutoConfiguration.class})
@EnableConfigurationProperties({
    BrokerProperties.class,
    ExecutionProperties.class,
    RegistryProperties.class,
    ServiceProperties.class
})
class ExecutionAutoConfiguration {

    /** What a delivery takes beyond its task's time limit: waiting for the stop, the store and the confirm. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    @Bean
    TaskTypes taskTypes(ObjectProvider<BaseWorker<?, ?>> workers) {
        return new TaskTypes(workers.orderedStream().toList());
    }

    @Bean
    RunningTasks runningTasks(TaskStore store, ResultPublisher publisher, Clock clock) {
        return new RunningTasks(store, publisher, clock);
    }

    @Bean
    FailurePolicy failurePolicy(ExecutionProperties execution) {
        ExecutionProperties.Retry retry = execution.retry();
        return new FailurePolicy(new Backoff(retry.first(), retry.cap(), retry.budget(), new SecureRandom()));
    }

    @Bean
    TaskPipeline.Settings pipelineSettings(
            ExecutionProperties execution,
            BrokerProperties broker,
            RegistryProperties registry,
            ServiceProperties service) {
        requireTimeToSettle("ai-workers.execution.task-timeout (TASK_TIMEOUT)", execution.taskTimeout(), broker);
        requireTimeToSettle("ai-workers.execution.max-task-timeout", execution.maxTaskTimeout(), broker);
        Path scratch = execution.scratchDirectory();
        return new TaskPipeline.Settings(
                service.workerId(),
                registry.lease(),
                execution.taskTimeout(),
                execution.maxTaskTimeout(),
                scratch == null ? Path.of(System.getProperty("java.io.tmpdir")) : scratch,
                Math.toIntExact(execution.maxInlineSize().toBytes()));
    }

    @Bean
    TaskPipeline.Ports pipelinePorts(
            TaskStore store, ResultPublisher publisher, ResultCache cache, TaskObserver observer) {
        return new TaskPipeline.Ports(store, publisher, cache, observer);
    }

    @Bean
    TaskPipeline taskPipeline(
            TaskPipeline.Settings settings,
            TaskTypes types,
            TaskPipeline.Ports ports,
            RunningTasks running,
            FailurePolicy failures,
            TaskPipeline.Host host,
            Clock clock) {
        return new TaskPipeline(settings, types, ports, running, failures, host, clock);
    }

    /** The host is asked for late: it is made of what the pipeline is made of. */
    @Bean
    TaskPipeline.Host pipelineHost(StoreWatch storeWatch, ObjectProvider<WorkerHost> host) {
        return new TaskPipeline.Host(
                storeWatch::storeUnavailable, cause -> host.getObject().fail(cause));
    }

    @Bean
    TaskSlots taskSlots(ExecutionProperties execution, TaskPipeline pipeline) {
        return new TaskSlots(execution.maxConcurrentTasks(), pipeline::run);
    }

    private static void requireTimeToSettle(String property, Duration value, BrokerProperties broker) {
        Duration limit = broker.consumerTimeout().minus(MARGIN);
        if (value.compareTo(limit) > 0) {
            throw new IllegalStateException(property + " is " + value + ", but may be at most " + limit
                    + ": the broker takes a delivery back that is not settled within"
                    + " ai-workers.broker.consumer-timeout (" + broker.consumerTimeout() + "). Lower it, or raise"
                    + " consumer_timeout of the broker and that property alike");
        }
    }
}
