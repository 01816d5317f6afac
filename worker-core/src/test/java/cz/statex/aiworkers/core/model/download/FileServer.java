package cz.statex.aiworkers.core.model.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A server of static files, good at first, that can be told to do everything a bad one does. */
public final class FileServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Behaviour> files = new ConcurrentHashMap<>();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();

    /** What was asked. */
    public record Request(
            String path, @Nullable String range, @Nullable String ifRange, @Nullable String authorization) {}

    /** How a request is answered. */
    public interface Behaviour {
        /** Answers. */
        void answer(HttpExchange exchange) throws IOException;
    }

    /** Starts on a free port. */
    public FileServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                requests.add(new Request(
                        path,
                        exchange.getRequestHeaders().getFirst("Range"),
                        exchange.getRequestHeaders().getFirst("If-Range"),
                        exchange.getRequestHeaders().getFirst("Authorization")));
                files.getOrDefault(path, status(404)).answer(exchange);
            }
        });
        server.start();
    }

    /** Its address as the given host, which must be a name of the loopback interface. */
    public String address(String host) {
        return "http://" + host + ":" + server.getAddress().getPort();
    }

    /** Its address. */
    public String address() {
        return address("127.0.0.1");
    }

    /** What was asked so far. */
    public Queue<Request> requests() {
        return requests;
    }

    /** From now on {@code path} is answered like this. */
    public FileServer on(String path, Behaviour behaviour) {
        files.put(path, behaviour);
        return this;
    }

    /** Answers with a status and nothing else. */
    public static Behaviour status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    /** Redirects. */
    public static Behaviour redirect(String target) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", target);
            exchange.sendResponseHeaders(302, -1);
        };
    }

    /** Sends a file, or the part that is asked for. */
    public static Behaviour file(byte[] content, String etag) {
        return exchange -> {
            int from = start(exchange, etag);
            exchange.getResponseHeaders().set("ETag", etag);
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            exchange.getResponseBody().write(content, from, content.length - from);
        };
    }

    /** Sends a file from its beginning, whatever is asked for, and says no state of it. */
    public static Behaviour whole(byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        };
    }

    /** Promises a whole file and hangs up after {@code bytes} of it the first time; then it sends the rest. */
    public static Behaviour half(byte[] content, int bytes, String etag) {
        return new Behaviour() {
            private boolean again;

            @Override
            public void answer(HttpExchange exchange) throws IOException {
                if (again) {
                    file(content, etag).answer(exchange);
                    return;
                }
                again = true;
                exchange.getResponseHeaders().set("ETag", etag);
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content, 0, bytes);
                exchange.getResponseBody().flush();
            }
        };
    }

    /** Promises a whole file, sends {@code bytes} of it, and then nothing until the server is closed. */
    public Behaviour hang(byte[] content, int bytes) {
        return gated(content, bytes, closing);
    }

    /** Sends {@code bytes} of a file, and the rest when the gate opens. */
    public static Behaviour gated(byte[] content, int bytes, CountDownLatch gate) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().flush();
            await(gate);
            exchange.getResponseBody().write(content, bytes, content.length - bytes);
        };
    }

    /** Accepts requests and never answers. */
    public Behaviour silence() {
        return exchange -> await(closing);
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int start(HttpExchange exchange, String etag) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean same = etag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
        return range == null || !same ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
