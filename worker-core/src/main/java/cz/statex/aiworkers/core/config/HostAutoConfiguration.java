package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.broker.RabbitBroker;
import cz.statex.aiworkers.core.config.properties.BrokerProperties;
import cz.statex.aiworkers.core.config.properties.ExecutionProperties;
import cz.statex.aiworkers.core.config.properties.RegistryProperties;
import cz.statex.aiworkers.core.config.properties.ServiceProperties;
import cz.statex.aiworkers.core.execution.DeliverySource;
import cz.statex.aiworkers.core.execution.RunningTasks;
import cz.statex.aiworkers.core.execution.TaskSlots;
import cz.statex.aiworkers.core.execution.TaskStore;
import cz.statex.aiworkers.core.execution.type.TaskTypes;
import cz.statex.aiworkers.core.lifecycle.ControlHandler;
import cz.statex.aiworkers.core.lifecycle.HostState;
import cz.statex.aiworkers.core.lifecycle.HostedService;
import cz.statex.aiworkers.core.lifecycle.Pauses;
import cz.statex.aiworkers.core.lifecycle.StoreWatch;
import cz.statex.aiworkers.core.lifecycle.WorkerHost;
import cz.statex.aiworkers.core.lifecycle.WorkerProfile;
import cz.statex.aiworkers.core.query.QueryService;
import cz.statex.aiworkers.core.registry.Heartbeat;
import cz.statex.aiworkers.core.registry.Membership;
import cz.statex.aiworkers.core.registry.Reaper;
import cz.statex.aiworkers.core.registry.Relay;
import cz.statex.aiworkers.core.registry.WorkerStore;
import cz.statex.aiworkers.core.task.BaseWorker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The process itself: the order in which its parts start and stop is the list in {@link #hostedServices}. */
@AutoConfiguration(after = RegistryAutoConfiguration.class)
@EnableConfigurationProperties({
    BrokerProperties.class,
    ExecutionProperties.class,
    RegistryProperties.class,
    ServiceProperties.class
})
class HostAutoConfiguration {

    private static final Duration STORE_PATIENCE = Duration.ofSeconds(2);

    @Bean
    HostState hostState() {
        return new HostState();
    }

    @Bean
    StoreWatch storeWatch(TaskStore store, DeliverySource source) {
        return new StoreWatch(store, source, STORE_PATIENCE);
    }

    @Bean
    WorkerProfile.Identity workerIdentity(ServiceProperties service, TaskTypes types) {
        return new WorkerProfile.Identity(
                service.workerId(),
                service.name(),
                service.workerType(),
                types.names(),
                WorkerHost.class.getPackage().getImplementationVersion());
    }

    @Bean
    WorkerProfile workerProfile(
            WorkerProfile.Identity identity,
            WorkerProfile.Resources resources,
            HostState state,
            DeliverySource source,
            TaskSlots slots,
            Clock clock) {
        return new WorkerProfile(identity, resources, state, source, slots, clock);
    }

    @Bean
    ControlHandler.Actions controlActions(
            ConfigurableApplicationContext context, LoggingSystem logging, ObjectProvider<ModelReload> models) {
        return new ControlHandler.Actions(
                context::close,
                (logger, level) -> logging.setLogLevel(
                        logger, LogLevel.valueOf(level.strip().toUpperCase(Locale.ROOT))),
                model -> models.forEach(reload -> reload.reload(model)));
    }

    @Bean
    Pauses pauses(
            TaskTypes types, DeliverySource source, HostState state, WorkerStore workers, RegistryProperties registry) {
        return new Pauses(types.names(), source, state, workers::pausedTaskTypes, registry.heartbeatInterval());
    }

    @Bean
    ControlHandler controlHandler(Pauses pauses, RunningTasks running, ControlHandler.Actions actions) {
        return new ControlHandler(pauses, running, actions);
    }

    @Bean
    WorkerHost.Work hostedWork(
            ObjectProvider<BaseWorker<?, ?>> workers, DeliverySource source, TaskSlots slots, RunningTasks running) {
        return new WorkerHost.Work(workers.orderedStream().toList(), source, slots, running);
    }

    @Bean
    BackgroundWork backgroundWork(Relay relay, Heartbeat heartbeat, Reaper reaper, Pauses pauses) {
        return new BackgroundWork(relay, heartbeat, reaper, pauses);
    }

    /** Tasks come after the last of these has started, and have ended before the last of these stops. */
    @Bean
    HostedServices hostedServices(
            RabbitBroker broker,
            WorkerHost.Work work,
            Membership membership,
            BackgroundWork background,
            QueryService queries,
            ControlHandler control,
            BrokerProperties properties) {
        return new HostedServices(List.of(
                new HostedService("the broker's connections", broker::connect, broker::close),
                new HostedService("the workers' models", work::warmUp, () -> {}),
                new HostedService("membership in the registry", membership::join, membership::leave),
                new HostedService("time limits and progress", work.running()::start, work.running()::close),
                new HostedService("relay", background.relay()::start, background.relay()::close),
                new HostedService("reaper", background.reaper()::start, background.reaper()::close),
                new HostedService("heartbeat", background.heartbeat()::start, background.heartbeat()::close),
                new HostedService("queries", () -> broker.answer(queries, properties.queryConcurrency()), () -> {}),
                new HostedService("orders", () -> broker.listen(control, background.pauses()::askSoon), () -> {}),
                new HostedService("pauses", background.pauses()::start, background.pauses()::close)));
    }

    @Bean
    WorkerHost workerHost(
            WorkerHost.Work work,
            HostedServices services,
            HostState state,
            StoreWatch storeWatch,
            ExecutionProperties execution) {
        return new WorkerHost(work, services.inOrder(), state, storeWatch, execution.drainGrace());
    }

    /** What runs beside the tasks. */
    record BackgroundWork(Relay relay, Heartbeat heartbeat, Reaper reaper, Pauses pauses) {}

    /** A list of its own type, since Spring would collect beans into a plain one. */
    record HostedServices(List<HostedService> inOrder) {}
}
