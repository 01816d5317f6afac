package cz.statex.aiworkers.core.testing;

import cz.statex.aiworkers.embedded.EmbeddedServer;
import java.util.function.UnaryOperator;

/**
 * A server that tests may use.
 *
 * @param description what it is, for people
 * @param url where clients find it
 * @param separate creates a part of it for one test class, by name, and returns that part's URL
 * @param closer stops it, if it is ours
 */
record RunningServer(String description, String url, UnaryOperator<String> separate, Runnable closer) {

    static RunningServer named(String url, UnaryOperator<String> separate) {
        return new RunningServer("the one named by the environment", url, separate, () -> {});
    }

    static RunningServer of(String description, EmbeddedServer server) {
        return of(description, server, name -> server.url());
    }

    static RunningServer of(String description, EmbeddedServer server, UnaryOperator<String> separate) {
        return new RunningServer(description, server.url(), separate, server::close);
    }

    void close() {
        closer.run();
    }
}
