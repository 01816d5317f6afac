package cz.statex.aiworkers.local.evaluate;

/** Data that cannot be evaluated on; the message says which line and why. */
public final class DataException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With what is wrong, for people. */
    public DataException(String message) {
        super(message);
    }
}
