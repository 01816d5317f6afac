package cz.statex.aiworkers.embedded;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener.DefaultSystemLauncherListener;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.BrokerModel;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.State;
import org.apache.qpid.server.model.SystemConfig;
import org.apache.qpid.server.model.VirtualHostNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An AMQP 0-9-1 broker (Qpid Broker-J) inside this JVM; user and password are {@code guest}. It differs from RabbitMQ in
 * queue arguments, so declare through code that looks at the server property {@code product}.
 */
public final class EmbeddedBroker implements AmqpServer {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final SystemLauncher launcher;
    private final Broker<?> broker;
    private final Directory work;
    private final int port;
    private final boolean endsOnlyByClose;

    private EmbeddedBroker(SystemLauncher launcher, Broker<?> broker, Directory work, int port) {
        this.launcher = launcher;
        this.broker = broker;
        this.work = work;
        this.port = port;
        this.endsOnlyByClose = removeShutdownHook(broker);
    }

    /** A broker that forgets everything on close; a large backlog may exhaust the JVM's direct memory. */
    public static EmbeddedBroker startInMemory() {
        return start("\"type\":\"Memory\"", "Memory", 0);
    }

    /**
     * A broker whose durable queues and persistent messages live in {@code directory}, also after a SIGKILL.
     *
     * @param port to listen on, 0 for a free one
     * @throws ServerStartException if it does not start
     */
    public static EmbeddedBroker start(Path directory, int port) {
        Path store = Directory.kept(directory).path();
        return start("\"type\":\"BDB\",\"storePath\":" + quote(store.toString()), "ProvidedStore", port);
    }

    private static EmbeddedBroker start(String node, String virtualHostType, int port) {
        Directory work = Directory.temporary("broker");
        AtomicReference<SystemConfig<?>> system = new AtomicReference<>();
        SystemLauncher launcher = new SystemLauncher(new DefaultSystemLauncherListener() {
            @Override
            public void onContainerResolve(SystemConfig<?> resolved) {
                system.set(resolved);
            }
        });
        Exception failure = null;
        try {
            launcher.startup(attributes(work, configuration(node, virtualHostType, port)));
        } catch (Exception e) {
            failure = e;
        }
        // The launcher prints most failures instead of throwing them: only a bound port is a success.
        SystemConfig<?> started = system.get();
        if (failure == null && started != null && started.getContainer() instanceof Broker<?> broker) {
            int bound = boundPort(broker);
            if (bound > 0) {
                return new EmbeddedBroker(launcher, broker, work, bound);
            }
        }
        launcher.shutdown();
        work.close();
        throw new ServerStartException(
                "the embedded broker did not start on port " + port
                        + "; see the log above, or use a RabbitMQ server by BROKER_URL",
                failure);
    }

    private static int boundPort(Broker<?> broker) {
        boolean hostsActive = broker.getVirtualHostNodes().stream()
                .allMatch(node -> node.getState() == State.ACTIVE && node.getVirtualHost() != null);
        return hostsActive
                ? broker.getPorts().stream()
                        .mapToInt(Port::getBoundPort)
                        .findFirst()
                        .orElse(0)
                : 0;
    }

    /**
     * The broker would end itself at the first sign of a JVM shutdown, while its clients still drain. Its hook has no
     * switch, so it is taken back.
     */
    private static boolean removeShutdownHook(Broker<?> broker) {
        try {
            for (Class<?> type = broker.getClass(); type != null; type = type.getSuperclass()) {
                if ("BrokerImpl".equals(type.getSimpleName())) {
                    Field hook = type.getDeclaredField("_shutdownHook");
                    hook.setAccessible(true);
                    return Runtime.getRuntime().removeShutdownHook((Thread) hook.get(broker));
                }
            }
        } catch (ReflectiveOperationException | IllegalStateException e) {
            log.debug("The broker keeps its shutdown hook: it may end before its clients do", e);
        }
        return false;
    }

    /** Whether a JVM shutdown leaves the broker running until it is closed. */
    boolean endsOnlyByClose() {
        return endsOnlyByClose;
    }

    private static Map<String, Object> attributes(Directory work, String configuration) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(SystemConfig.TYPE, "Memory");
        attributes.put(
                SystemConfig.INITIAL_CONFIGURATION_LOCATION,
                work.write("broker.json", configuration).toUri().toString());
        // Without this the launcher looks for a classpath: URL, which Boot's fat jars cannot resolve.
        attributes.put(
                SystemConfig.INITIAL_SYSTEM_PROPERTIES_LOCATION,
                work.write("system.properties", "").toUri().toString());
        attributes.put(SystemConfig.STARTUP_LOGGED_TO_SYSTEM_OUT, false);
        attributes.put(
                SystemConfig.CONTEXT,
                Map.of(
                        "qpid.work_dir",
                        work.path().toString(),
                        "queue.behaviourOnUnknownDeclareArgument",
                        "FAIL",
                        "virtualhost.housekeepingCheckPeriod",
                        "500"));
        return attributes;
    }

    /** Creates one in memory, also where the broker itself keeps its data in a directory. */
    @Override
    public synchronized String createVirtualHost(String name) {
        if (broker.findVirtualHostByName(name) == null) {
            broker.createChild(
                    VirtualHostNode.class,
                    Map.of(
                            VirtualHostNode.NAME,
                            name,
                            VirtualHostNode.TYPE,
                            "Memory",
                            "virtualHostInitialConfiguration",
                            virtualHost(name, "Memory")));
        }
        return url() + "/" + name;
    }

    private static String virtualHost(String name, String type) {
        return """
                {"type":"%s","name":"%s","housekeepingCheckPeriod":500}""".formatted(type, name);
    }

    private static String configuration(String node, String virtualHostType, int port) {
        String virtualHost = quote("""
                {"type":"%s","name":"default","housekeepingCheckPeriod":500}"""
                .formatted(virtualHostType));
        return """
                {"name":"embedded","modelVersion":"%s",
                 "authenticationproviders":[{"name":"plain","type":"Plain","secureOnlyMechanisms":[],
                   "users":[{"name":"guest","type":"managed","password":"guest"}]}],
                 "ports":[{"name":"amqp","type":"AMQP","port":"%d","bindingAddress":"127.0.0.1",
                   "authenticationProvider":"plain","protocols":["AMQP_0_9_1"],
                   "virtualhostaliases":[{"name":"names","type":"nameAlias"},{"name":"default","type":"defaultAlias"},
                     {"name":"hostnames","type":"hostnameAlias"}]}],
                 "virtualhostnodes":[{"name":"default","defaultVirtualHostNode":"true",%s,
                   "virtualHostInitialConfiguration":%s}]}
                """
                .formatted(BrokerModel.MODEL_VERSION, port, node, virtualHost);
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Where clients find a server that listens on {@code port}. */
    public static String urlAt(int port) {
        return "amqp://guest:guest@127.0.0.1:" + port;
    }

    @Override
    public String url() {
        return urlAt(port);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        launcher.shutdown();
        work.close();
    }
}
