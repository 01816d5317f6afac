package cz.statex.aiworkers.text.provider;

import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a provider's client and the wire, so that a request can be ended by its task, and a refusal keeps its
 * status and its {@code Retry-After} but not its text. Sends by a client of its own, since those of the providers follow
 * redirections, which would take the key and the text to another host. Clients call on the thread that asks: what is open
 * belongs to the thread. Thread-safe.
 */
final class Requests implements Interceptor {

    private static final ThreadLocal<@Nullable Open> CURRENT = new ThreadLocal<>();

    private final Clock clock;
    private final OkHttpClient client;

    /** Sends requests, each of which may take {@code timeout} with its answer. */
    Requests(Clock clock, Duration timeout) {
        this.clock = clock;
        this.client = new OkHttpClient.Builder()
                .followRedirects(false)
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .callTimeout(timeout)
                .build();
    }

    /** A request of this thread, from now until it is closed. */
    Open open() {
        Open open = new Open();
        CURRENT.set(open);
        return open;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Open open = CURRENT.get();
        Call call = client.newCall(chain.request());
        if (open != null) {
            open.begin(call);
        }
        try (Response response = call.execute()) {
            if (!response.isSuccessful()) {
                throw new RefusedException(response.code(), retryAfter(response.header("Retry-After")));
            }
            Response whole = whole(response);
            if (open != null) {
                open.answered = true;
            }
            return whole;
        }
    }

    /** Reads the answer to its end, so that a connection that is cut is told from an answer that is none. */
    private static Response whole(Response response) throws IOException {
        ResponseBody body = response.body();
        if (body == null) {
            return response;
        }
        return response.newBuilder()
                .body(ResponseBody.create(body.bytes(), body.contentType()))
                .build();
    }

    /** Seconds or a date, as RFC 9110 has it; null if it is neither. */
    private @Nullable Duration retryAfter(@Nullable String header) {
        if (header == null) {
            return null;
        }
        String value = header.strip();
        try {
            if (value.matches("\\d{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(value));
            }
            Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
            Duration wait = Duration.between(clock.instant(), date);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A request while it is open. */
    static final class Open implements AutoCloseable {

        private @Nullable Call call;
        private boolean ended;
        private volatile boolean answered;

        private synchronized void begin(Call begun) {
            call = begun;
            if (ended) {
                begun.cancel();
            }
        }

        /** Ends the request, from any thread; one that has not begun yet ends when it does. */
        synchronized void end() {
            ended = true;
            if (call != null) {
                call.cancel();
            }
        }

        /** Whether the provider has answered with success, to the end. */
        boolean isAnswered() {
            return answered;
        }

        @Override
        public void close() {
            CURRENT.remove();
        }
    }
}
