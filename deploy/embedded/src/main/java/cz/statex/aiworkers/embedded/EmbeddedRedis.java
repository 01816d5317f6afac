package cz.statex.aiworkers.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/** A Redis server in a process of its own, unpacked from a jar. It holds caches only: nothing is written to disk. */
public final class EmbeddedRedis implements EmbeddedServer {

    private static final String PID_FILE = "redis.pid";
    private static final String LOG_FILE = "redis.log";
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final Process process;
    private final Directory directory;
    private final int port;

    private EmbeddedRedis(Process process, Directory directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /** A server on a free port. */
    public static EmbeddedRedis startTemporary() {
        return start(Directory.temporary("redis"), 0);
    }

    /**
     * A server with its executable and log in {@code directory}. One that a killed run left behind there is stopped first.
     *
     * @param port to listen on, 0 for a free one
     * @throws ServerStartException if it does not start
     */
    public static EmbeddedRedis start(Path directory, int port) {
        return start(Directory.kept(directory), port);
    }

    private static EmbeddedRedis start(Directory directory, int requestedPort) {
        int port = FreePort.orFree(requestedPort);
        Processes.endOrphan(directory.file(PID_FILE), "redis-server");
        Process process;
        try {
            process = new ProcessBuilder(command(directory, port))
                    .directory(directory.path().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.file(LOG_FILE).toFile())
                    .start();
        } catch (IOException e) {
            directory.close();
            throw new ServerStartException("the embedded Redis cannot be run; use a server by REDIS_URL", e);
        }
        directory.write(PID_FILE, Long.toString(process.pid()));
        if (!Processes.awaitReady(process, () -> answers(port), START_LIMIT)) {
            Processes.kill(process.toHandle());
            String said = directory.read(LOG_FILE);
            directory.close();
            throw new ServerStartException(
                    "the embedded Redis did not start on port " + port + "; use a server by REDIS_URL. It said: "
                            + said,
                    null);
        }
        return new EmbeddedRedis(process, directory, port);
    }

    private static List<String> command(Directory directory, int port) throws IOException {
        Path executable = directory.file("redis-server");
        if (!Files.isExecutable(executable)) {
            Path unpacked = ExecutableProvider.newJarResourceProvider(
                            directory.path().toFile())
                    .get()
                    .toPath();
            // Linux refuses to run a file that any process has open for writing, and a child that another thread starts
            // just
            // now may have inherited it. What a process of its own has written was never open here.
            Path copy = directory.file("redis-server.new");
            if (!Processes.run(new ProcessBuilder("cp", unpacked.toString(), copy.toString()))) {
                throw new IOException("cannot copy " + unpacked + " to " + copy);
            }
            Files.delete(unpacked);
            Files.move(copy, executable, StandardCopyOption.ATOMIC_MOVE);
        }
        return List.of(
                executable.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no");
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(5);
            return "+PONG".equals(new String(answer, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return false;
        }
    }

    /** Where clients find a server that listens on {@code port}. */
    public static String urlAt(int port) {
        return "redis://127.0.0.1:" + port;
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
        Processes.end(process.toHandle());
        directory.close();
    }
}
