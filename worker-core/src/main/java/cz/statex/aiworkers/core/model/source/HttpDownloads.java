package cz.statex.aiworkers.core.model.source;

import cz.statex.aiworkers.core.model.source.ArtifactSource.Have;
import cz.statex.aiworkers.core.model.source.SourceException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Downloads over HTTP: resumes by ranges, follows redirects, and shows credentials to nobody but the host they are for.
 * Goes through the proxies that the system's {@link ProxySelector} names. Thread-safe.
 */
final class HttpDownloads {

    private static final int MAX_REDIRECTS = 5;
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})");

    private final HttpClient client;
    private final Duration stall;

    HttpDownloads(SourceSettings.Timeouts timeouts) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeouts.connect());
        ProxySelector proxies = ProxySelector.getDefault();
        if (proxies != null) {
            builder.proxy(proxies);
        }
        this.client = builder.build();
        this.stall = timeouts.stall();
    }

    /**
     * Opens a file.
     *
     * @param authorization value of the header of this name, null for none; redirects to other hosts go without it
     */
    Content open(URI file, Have have, @Nullable String authorization) throws IOException {
        return open(file, have, authorization, true);
    }

    /** Opens a file of a host whose redirects to other hosts, ports and schemes are refused. */
    Content openThere(URI file, Have have, @Nullable String authorization) throws IOException {
        return open(file, have, authorization, false);
    }

    private Content open(URI file, Have have, @Nullable String authorization, boolean elsewhere) throws IOException {
        URI at = file;
        String shown = authorization;
        for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
            HttpResponse<HttpBody> response = send(at, have, shown);
            if (response.statusCode() == 416) {
                // What there is does not fit the file any more.
                response.body().close();
                response = send(at, Have.NOTHING, shown);
            }
            Optional<String> redirect = redirect(response);
            if (redirect.isEmpty()) {
                return content(response, have);
            }
            response.body().close();
            URI next = target(at, redirect.get());
            if (!isSameOrigin(at, next)) {
                if (!elsewhere) {
                    throw new SourceException(Reason.REFUSED, "redirects to another host, which is not asked", null);
                }
                shown = null;
            }
            at = next;
        }
        throw new SourceException(Reason.REFUSED, "redirects more than " + MAX_REDIRECTS + " times", null);
    }

    private HttpResponse<HttpBody> send(URI file, Have have, @Nullable String authorization) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(file).timeout(stall).header("User-Agent", "ai-workers");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (have.bytes() > 0 && have.validator() != null) {
            // A changed file is sent from its beginning.
            request.header("Range", "bytes=" + have.bytes() + "-").header("If-Range", have.validator());
        }
        try {
            return client.send(request.build(), head -> new HttpBody(stall));
        } catch (HttpTimeoutException e) {
            throw SourceException.unavailable("does not answer within " + stall.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for a source").initCause(e);
        } catch (IOException e) {
            throw SourceException.unavailable(
                    "cannot be reached (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static Optional<String> redirect(HttpResponse<?> response) {
        return switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 -> response.headers().firstValue("Location");
            default -> Optional.empty();
        };
    }

    private static URI target(URI from, String location) throws SourceException {
        try {
            URI to = from.resolve(location);
            boolean asSafe = "https".equals(to.getScheme())
                    || ("http".equals(to.getScheme()) && "http".equals(from.getScheme()));
            if (asSafe && to.getHost() != null) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            throw new SourceException(Reason.REFUSED, "redirects to what is no address", e);
        }
        throw new SourceException(Reason.REFUSED, "redirects from https to something else", null);
    }

    private static boolean isSameOrigin(URI one, URI other) {
        return one.getScheme().equals(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equals(address.getScheme()) ? 443 : 80;
    }

    private static Content content(HttpResponse<HttpBody> response, Have have) throws IOException {
        if (response.statusCode() == 200) {
            long total = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            return new Content(response.body(), 0, total, validator(response));
        }
        if (response.statusCode() == 206) {
            Matcher range =
                    RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
            if (range.matches() && Long.parseLong(range.group(1)) == have.bytes()) {
                return new Content(response.body(), have.bytes(), Long.parseLong(range.group(2)), validator(response));
            }
        }
        response.body().close();
        throw failure(response);
    }

    /** The strong kind only: a weak one does not promise equal bytes. */
    private static @Nullable String validator(HttpResponse<?> response) {
        return response.headers()
                .firstValue("ETag")
                .filter(tag -> tag.startsWith("\""))
                .orElse(null);
    }

    private static SourceException failure(HttpResponse<?> response) {
        int status = response.statusCode();
        return switch (status) {
            case 404, 410 -> new SourceException(Reason.ABSENT, "does not have it (" + status + ")", null);
            case 401 ->
                new SourceException(Reason.REFUSED, "wants to know who asks (401): a token is missing or wrong", null);
            case 403 -> new SourceException(Reason.REFUSED, "does not give it to us (403)", null);
            case 429 ->
                new SourceException(
                        Reason.UNAVAILABLE,
                        "is asked too often (429)"
                                + response.headers()
                                        .firstValue("Retry-After")
                                        .filter(wait -> wait.matches("\\d{1,6}"))
                                        .map(wait -> ": ask again in " + wait + " s")
                                        .orElse(""),
                        null);
            default ->
                new SourceException(status >= 500 ? Reason.UNAVAILABLE : Reason.REFUSED, "answers " + status, null);
        };
    }
}
