package cz.statex.aiworkers.core.config.environment;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server's address as environment variables carry it: {@code scheme://user:password@host:port/path?query}, with
 * percent-encoding. An error names the variable and the form, never the value, which may carry a password.
 *
 * @param scheme what to speak
 * @param username decoded, null if there is none
 * @param password decoded, null if there is none
 * @param host name or address
 * @param port given or the scheme's usual one
 * @param path decoded, without its leading slash; null if there is none at all
 * @param query as it is, null if there is none
 */
record ServerUrl(
        String scheme,
        @Nullable String username,
        @Nullable String password,
        String host,
        int port,
        @Nullable String path,
        @Nullable String query) {

    static ServerUrl parse(String property, String url, Set<String> schemes, int defaultPort) {
        String form = property + " must look like " + schemes.iterator().next() + "://user:password@host:port/name"
                + " (percent-encode special characters of user and password)";
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            // Its message would repeat the whole value, password included.
            throw new ServerUrlException(form);
        }
        if (uri.getHost() == null || uri.getScheme() == null || !schemes.contains(uri.getScheme())) {
            throw new ServerUrlException(form);
        }
        String[] user = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        String path = uri.getRawPath();
        return new ServerUrl(
                uri.getScheme(),
                user.length > 0 ? decode(user[0]) : null,
                user.length > 1 ? decode(user[1]) : null,
                uri.getHost(),
                uri.getPort() < 0 ? defaultPort : uri.getPort(),
                path == null || path.isEmpty() ? null : decode(path.substring(1)),
                uri.getRawQuery());
    }

    /** Without the password. */
    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }

    private static String decode(String text) {
        // Unlike in a form, + means itself here.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
