package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.broker.RabbitBroker;
import cz.statex.aiworkers.core.config.properties.BrokerProperties;
import cz.statex.aiworkers.core.config.properties.ExecutionProperties;
import cz.statex.aiworkers.core.config.properties.ServiceProperties;
import cz.statex.aiworkers.core.execution.DeliverySource;
import cz.statex.aiworkers.core.execution.ResultPublisher;
import cz.statex.aiworkers.core.execution.TaskObserver;
import cz.statex.aiworkers.core.query.QueueInspector;
import cz.statex.aiworkers.core.registry.Outbox;
import cz.statex.aiworkers.core.registry.WorkerEvents;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Connects the ports of the runtime with the message broker. */
@AutoConfiguration(after = {RabbitAutoConfiguration.class, ObservationAutoConfiguration.class})
@EnableConfigurationProperties({BrokerProperties.class, ExecutionProperties.class, ServiceProperties.class})
class BrokerAutoConfiguration {

    @Bean
    RabbitBroker rabbitBroker(
            ConnectionFactory connections,
            BrokerProperties broker,
            ExecutionProperties execution,
            ServiceProperties service,
            TaskObserver observer,
            RuntimeCounters counters) {
        RabbitBroker.Settings settings = new RabbitBroker.Settings(
                new Topology(broker.topic()),
                service.workerId(),
                execution.maxConcurrentTasks(),
                broker.confirmTimeout(),
                broker.retryAttempts(),
                broker.retryDelay());
        return new RabbitBroker(connections, settings, observer, counters::unroutableReply);
    }

    @Bean
    DeliverySource deliverySource(RabbitBroker broker) {
        return broker.deliveries();
    }

    @Bean
    ResultPublisher resultPublisher(RabbitBroker broker) {
        return broker.results();
    }

    @Bean
    Outbox.Publisher outboxPublisher(RabbitBroker broker) {
        return broker.outbox();
    }

    @Bean
    WorkerEvents workerEvents(RabbitBroker broker) {
        return broker.events();
    }

    @Bean
    QueueInspector queueInspector(RabbitBroker broker) {
        return broker.queues();
    }
}
