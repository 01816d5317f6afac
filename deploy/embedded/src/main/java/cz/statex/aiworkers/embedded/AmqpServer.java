package cz.statex.aiworkers.embedded;

/** A message broker that speaks AMQP 0-9-1. */
public interface AmqpServer extends EmbeddedServer {

    /**
     * Creates a virtual host, so that applications that use the same queue names do not meet; does nothing if it exists.
     *
     * @param name lower-case letters, digits and {@code -}
     * @return where clients find it
     */
    String createVirtualHost(String name);
}
