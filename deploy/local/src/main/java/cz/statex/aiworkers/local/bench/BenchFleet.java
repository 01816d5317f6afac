package cz.statex.aiworkers.local.bench;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import cz.statex.aiworkers.local.ExitHook;
import cz.statex.aiworkers.local.FleetException;
import cz.statex.aiworkers.local.FleetFile;
import cz.statex.aiworkers.local.LocalFleet;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.ClientOptions;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * A fleet with a data directory and queues of its own, and a client of it. Both end with it, the queues also on servers
 * that others use.
 */
final class BenchFleet implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BenchFleet.class);

    private final Topology topology =
            new Topology("ai-bench-" + UUID.randomUUID().toString().substring(0, 8));
    private final List<String> taskTypes;
    private final Path directory;
    private final boolean othersUseTheBroker;
    private final LocalFleet fleet;
    private final ExitHook hook;
    private final FleetFile file;
    private final AiWorkersClient client;

    BenchFleet(BenchOptions options, List<String> taskTypes, Class<?>... workers) throws IOException {
        this.taskTypes = taskTypes;
        othersUseTheBroker = options.fleet().broker() != null;
        Files.createDirectories(options.fleet().directory());
        directory = Files.createTempDirectory(options.fleet().directory(), "bench-");
        Map<String, String> properties = new HashMap<>(options.fleet().properties());
        properties.put("BROKER_TOPIC", topology.taskExchange());
        fleet = new LocalFleet(options.fleet().in(directory).withProperties(properties), options.clock());
        hook = ExitHook.closing(this::end);
        try {
            file = fleet.start(workers);
            client = AiWorkersClient.connect(
                    ClientOptions.of(file.brokerUrl()).withName("aiw-bench").withTopology(topology));
        } catch (RuntimeException | Error e) {
            // The directory stays: its log tells why, and the message says where it is.
            fleet.close();
            hook.cancel();
            throw e;
        }
    }

    String brokerUrl() {
        return file.brokerUrl();
    }

    ApplicationContext context() {
        return fleet.context();
    }

    AiWorkersClient client() {
        return client;
    }

    /** Has all tasks done, at most {@code window} under way at once, and returns how long it took in seconds. */
    double run(Stream<Task> tasks, int window) {
        long start = System.nanoTime();
        client.submitAll(tasks, window, BenchFleet::requireSuccess);
        return (System.nanoTime() - start) / 1e9;
    }

    static void requireSuccess(Task task) {
        if (task.status() != TaskStatus.SUCCEEDED) {
            throw new FleetException("task " + task.id() + " ended " + task.status() + ": " + task.errorMessage());
        }
    }

    @Override
    public void close() {
        client.close();
        if (othersUseTheBroker) {
            deleteQueues();
        }
        end();
        hook.cancel();
    }

    private void end() {
        fleet.close();
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            log.warn("{} is left behind; delete it by hand", directory, e);
        }
    }

    private void deleteQueues() {
        try (Connection connection = factory().newConnection("aiw-bench-cleanup");
                Channel channel = connection.createChannel()) {
            for (String taskType : taskTypes) {
                for (Priority priority : Priority.values()) {
                    channel.queueDelete(topology.taskQueue(taskType, priority));
                }
            }
            channel.queueDelete(topology.unprocessableQueue());
            channel.queueDelete(topology.deadQueue());
            channel.exchangeDelete(topology.taskExchange());
        } catch (IOException | TimeoutException e) {
            log.warn("Queues of {} may be left on the broker; delete them by hand", topology.taskExchange(), e);
        }
    }

    private ConnectionFactory factory() {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(file.brokerUrl());
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new FleetException("no broker URL", e);
        }
        return factory;
    }
}
