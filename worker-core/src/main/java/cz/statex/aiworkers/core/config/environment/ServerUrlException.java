package cz.statex.aiworkers.core.config.environment;

/** A server's address cannot be read. Says which and in what form it is wanted, without the value and its password. */
final class ServerUrlException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ServerUrlException(String message) {
        super(message);
    }
}
