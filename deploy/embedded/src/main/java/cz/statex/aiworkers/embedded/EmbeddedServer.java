package cz.statex.aiworkers.embedded;

/** A running server that listens on 127.0.0.1. Thread-safe; closing stops it, and doing so twice is harmless. */
public interface EmbeddedServer extends AutoCloseable {

    /** Where clients find it, with credentials, for example {@code amqp://guest:guest@127.0.0.1:5672}. */
    String url();

    /** The port it listens on. */
    int port();

    /** Stops the server and waits until it has gone; a temporary directory goes with it. */
    @Override
    void close();
}
