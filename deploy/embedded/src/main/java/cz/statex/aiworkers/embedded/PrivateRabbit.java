package cz.statex.aiworkers.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A private node of a real RabbitMQ, started from an installed server package, as root or as an ordinary user; it shares
 * nothing with a node of the system. Data survive {@link #stop}, {@link #kill} and {@link #restart}, and end with
 * {@link #close} if the directory is temporary.
 *
 * <p>A quorum queue may be lost for good if the node is killed within seconds of the queue's declaration: wait more than
 * five seconds, or stop in order.
 */
public final class PrivateRabbit implements AmqpServer {

    /** The script that runs as whoever calls it; the one on the path changes to the user rabbitmq. */
    private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    private static final Path CONTROL = Path.of("/usr/lib/rabbitmq/bin/rabbitmqctl");
    /** The same for every node, as the directory of its data is named after it; each has a port mapper of its own. */
    private static final String NODE = "aiw@localhost";

    private static final String OUTPUT = "out";
    private static final String PID_FILE = "pid";
    private static final String ERLANG = "beam";
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final Directory directory;
    private final int port;
    private final int distributionPort = FreePort.find();
    private final int epmdPort = FreePort.find();
    private Process process;

    private PrivateRabbit(Directory directory, int port) {
        this.directory = directory;
        this.port = port;
        write("enabled_plugins", "[].");
        write("advanced.config", "[].");
        write(
                "rabbitmq.conf",
                """
                vm_memory_high_watermark.absolute = 1GB
                disk_free_limit.absolute = 50MB
                """);
        this.process = launch();
    }

    /** Whether the server package is installed here. */
    public static boolean isInstalled() {
        return Files.isExecutable(SERVER);
    }

    /** A node on a free port, whose data end with it. */
    public static PrivateRabbit startTemporary() {
        return start(Directory.temporary("rabbitmq"), 0);
    }

    /**
     * A node whose data live in {@code directory}. One that a killed run left behind there is stopped first.
     *
     * @param port to listen on, 0 for a free one
     * @throws ServerStartException if the package is missing or the node does not start
     */
    public static PrivateRabbit start(Path directory, int port) {
        return start(Directory.kept(directory), port);
    }

    private static PrivateRabbit start(Directory directory, int port) {
        if (!isInstalled()) {
            directory.close();
            throw new ServerStartException(
                    "no RabbitMQ server is installed (" + SERVER + "); install the package rabbitmq-server", null);
        }
        Processes.endOrphan(directory.file(PID_FILE), ERLANG);
        return new PrivateRabbit(directory, FreePort.orFree(port));
    }

    private Process launch() {
        // A log of an earlier start would look like success.
        write(OUTPUT, "");
        try {
            Process started = builder(SERVER.toString()).start();
            if (Processes.awaitReady(started, () -> directory.read(OUTPUT).contains("completed with"), START_LIMIT)) {
                return started;
            }
            started.descendants().forEach(Processes::kill);
            Processes.kill(started.toHandle());
        } catch (IOException e) {
            throw new ServerStartException("cannot run " + SERVER, e);
        }
        String said = directory.read(OUTPUT);
        endPortMapper();
        directory.close();
        throw new ServerStartException("the private RabbitMQ node did not start on port " + port + ": " + said, null);
    }

    /** Stops the node in order; its data stay. */
    public synchronized void stop() {
        end(Processes::end);
    }

    /** Kills the node with SIGKILL, as a crash would; its data stay. */
    public synchronized void kill() {
        end(Processes::kill);
    }

    /** Starts the node again on the same port with the data it had, after {@link #stop} or {@link #kill}. */
    public synchronized void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException("the node is running; stop or kill it first");
        }
        process = launch();
    }

    /** Ends the Erlang machine; the script that waits for it ends by itself. */
    private void end(Consumer<ProcessHandle> how) {
        Processes.ofPidFile(directory.file(PID_FILE), ERLANG).ifPresent(how);
        Processes.end(process.toHandle());
    }

    @Override
    public String createVirtualHost(String name) {
        String add = "rabbit_vhost:add(<<\"%s\">>, <<\"guest\">>), ".formatted(name)
                + "rabbit_auth_backend_internal:set_permissions("
                + "<<\"guest\">>, <<\"%s\">>, <<\".*\">>, <<\".*\">>, <<\".*\">>, <<\"guest\">>).".formatted(name);
        if (!Processes.run(builder(CONTROL.toString(), "eval", add))) {
            throw new ServerStartException("cannot create virtual host " + name, null);
        }
        return url() + "/" + name;
    }

    private ProcessBuilder builder(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(directory.file(OUTPUT).toFile()));
        builder.environment().putAll(environment());
        return builder;
    }

    private Map<String, String> environment() {
        return Map.ofEntries(
                Map.entry("HOME", directory.path().toString()),
                Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                Map.entry("ERL_EPMD_PORT", Integer.toString(epmdPort)),
                Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                Map.entry("RABBITMQ_NODENAME", NODE),
                Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                Map.entry("RABBITMQ_NODE_PORT", Integer.toString(port)),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(distributionPort)),
                Map.entry("RABBITMQ_MNESIA_BASE", directory.file("mnesia").toString()),
                Map.entry("RABBITMQ_LOG_BASE", directory.file("log").toString()),
                Map.entry("RABBITMQ_PID_FILE", directory.file(PID_FILE).toString()),
                Map.entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        directory.file("enabled_plugins").toString()),
                Map.entry(
                        "RABBITMQ_CONFIG_FILE", directory.file("rabbitmq.conf").toString()),
                Map.entry(
                        "RABBITMQ_ADVANCED_CONFIG_FILE",
                        directory.file("advanced.config").toString()),
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"));
    }

    private void write(String name, String content) {
        directory.write(name, content);
    }

    /** The node's private port mapper stays behind a stopped node; it refuses to end while a node is registered. */
    private void endPortMapper() {
        for (int attempt = 0; attempt < 20; attempt++) {
            if (Processes.run(builder("epmd", "-kill"))) {
                return;
            }
        }
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
    public synchronized void close() {
        if (process.isAlive()) {
            stop();
        }
        endPortMapper();
        directory.close();
    }
}
