package cz.statex.aiworkers.text.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import cz.statex.aiworkers.core.config.properties.HostedModelProperties;
import cz.statex.aiworkers.core.config.properties.ProviderProperties;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server that speaks the interfaces of OpenAI and Anthropic, and answers what it was told to, in order. */
public final class FakeProvider implements AutoCloseable {

    public static final String KEY = "sk-secret-key-of-the-test";
    public static final int INPUT_TOKENS = 11;
    public static final int OUTPUT_TOKENS = 7;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Reply> replies = new ArrayDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();

    /** What the body of a reply is. */
    private enum Kind {
        /** What a model says. */
        CONTENT,
        /** What a model had said when it reached the limit of tokens. */
        CUT,
        /** The whole body. */
        BODY,
        /** The begin of a body, after which the connection breaks off. */
        BEGIN
    }

    /** What a request that holds {@code to} is answered, once {@code gate} opens. */
    private record Reply(
            String to,
            int status,
            Map<String, String> headers,
            String body,
            Kind kind,
            @Nullable CountDownLatch arrived,
            @Nullable CountDownLatch gate) {}

    public FakeProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", exchange -> serve(exchange, "Authorization", this::openai));
        server.createContext("/v1/messages", exchange -> serve(exchange, "X-Api-Key", this::anthropic));
        server.start();
    }

    /** The next answer of a model. */
    public FakeProvider answers(String content) {
        return answersTo("", content);
    }

    /** The next answer of a model to a request that holds {@code text}. */
    public FakeProvider answersTo(String text, String content) {
        return add(new Reply(text, 200, Map.of(), content, Kind.CONTENT, null, null));
    }

    /** The next answer of a model, which has reached the limit of tokens. */
    public FakeProvider cuts(String content) {
        return add(new Reply("", 200, Map.of(), content, Kind.CUT, null, null));
    }

    /** The begin of the next answer: the connection ends in its midst. */
    public FakeProvider breaksOff(String begin) {
        return add(new Reply("", 200, Map.of(), begin, Kind.BEGIN, null, null));
    }

    /** The next answer, as it is sent. */
    public FakeProvider sends(int status, Map<String, String> headers, String body) {
        return sendsTo("", status, headers, body);
    }

    /** The same for a request that holds {@code text}. */
    public FakeProvider sendsTo(String text, int status, Map<String, String> headers, String body) {
        return add(new Reply(text, status, headers, body, Kind.BODY, null, null));
    }

    /** The next answer of a model, which waits for {@code gate}; {@code arrived} is told when it is asked for. */
    public FakeProvider answersAfter(CountDownLatch arrived, CountDownLatch gate, String content) {
        return answersToAfter("", arrived, gate, content);
    }

    /** The same to a request that holds {@code text}. */
    public FakeProvider answersToAfter(String text, CountDownLatch arrived, CountDownLatch gate, String content) {
        return add(new Reply(text, 200, Map.of(), content, Kind.CONTENT, arrived, gate));
    }

    /** A refusal of a request that holds {@code text}, which waits for {@code gate}. */
    public FakeProvider sendsToAfter(String text, CountDownLatch arrived, CountDownLatch gate, int status) {
        return add(new Reply(text, status, Map.of(), "{}", Kind.BODY, arrived, gate));
    }

    private FakeProvider add(Reply reply) {
        synchronized (replies) {
            replies.add(reply);
        }
        return this;
    }

    /** The bodies of all requests. */
    public List<String> requests() {
        return requests;
    }

    /** The keys that all requests came with. */
    public List<String> keys() {
        return keys;
    }

    /** How many requests were open at once. */
    public int mostOpen() {
        return mostOpen.get();
    }

    /** Where it speaks OpenAI's interface. */
    public URI openaiUrl() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/v1");
    }

    /** Settings by which all providers are this server. */
    public HostedSettings settings(Duration timeout, int maxConcurrent) {
        return HostedSettings.of(properties(timeout, maxConcurrent), new ProviderProperties(KEY, KEY, ""));
    }

    /** The same as properties. */
    public HostedModelProperties properties(Duration timeout, int maxConcurrent) {
        URI root = URI.create("http://localhost:" + server.getAddress().getPort());
        return new HostedModelProperties(
                new HostedModelProperties.OpenAi(root.resolve("/v1"), "small", List.of("large")),
                new HostedModelProperties.Anthropic(root, "small", List.of("large")),
                new HostedModelProperties.Compatible(root.resolve("/v1"), KEY, "small", List.of("large")),
                maxConcurrent,
                timeout,
                100);
    }

    private interface Form {
        String of(String content, boolean isCut);
    }

    private void serve(HttpExchange exchange, String keyHeader, Form form) throws IOException {
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(request);
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst(keyHeader)));
            Reply reply = take(request);
            if (reply.arrived() != null) {
                reply.arrived().countDown();
            }
            if (reply.gate() != null && !reply.gate().await(1, TimeUnit.MINUTES)) {
                throw new IOException("nobody opened the gate");
            }
            boolean isContent = reply.kind() == Kind.CONTENT || reply.kind() == Kind.CUT;
            String sent = isContent ? form.of(reply.body(), reply.kind() == Kind.CUT) : reply.body();
            byte[] body = sent.getBytes(StandardCharsets.UTF_8);
            int announced = reply.kind() == Kind.BEGIN ? body.length + 1 : body.length;
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            open.decrementAndGet();
            exchange.sendResponseHeaders(reply.status(), announced == 0 ? -1 : announced);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply take(String request) {
        synchronized (replies) {
            Reply reply = replies.stream()
                    .filter(next -> request.contains(next.to()))
                    .findFirst()
                    .orElseThrow();
            replies.remove(reply);
            return reply;
        }
    }

    private String openai(String content, boolean isCut) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        message.put("content", content);
        message.put("refusal", null);
        return Wire.mapper()
                .writeValueAsString(Map.of(
                        "id",
                        "c-1",
                        "object",
                        "chat.completion",
                        "created",
                        1,
                        "model",
                        "small",
                        "choices",
                        List.of(Map.of("index", 0, "finish_reason", isCut ? "length" : "stop", "message", message)),
                        "usage",
                        Map.of(
                                "prompt_tokens", INPUT_TOKENS,
                                "completion_tokens", OUTPUT_TOKENS,
                                "total_tokens", INPUT_TOKENS + OUTPUT_TOKENS)));
    }

    private String anthropic(String content, boolean isCut) {
        return Wire.mapper()
                .writeValueAsString(Map.of(
                        "id", "msg_1",
                        "type", "message",
                        "role", "assistant",
                        "model", "small",
                        "content", List.of(Map.of("type", "text", "text", content)),
                        "stop_reason", isCut ? "max_tokens" : "end_turn",
                        "usage", Map.of("input_tokens", INPUT_TOKENS, "output_tokens", OUTPUT_TOKENS)));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
