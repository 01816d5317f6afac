package cz.statex.aiworkers.orchestrator.client;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures and turns their failures into the client's own. */
final class Waits {

    private Waits() {}

    /** The value of a future, or the reason why there is none. */
    static <T> T join(CompletableFuture<T> future, Duration limit, String what) {
        try {
            return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AiWorkersException.TimedOut(what + " took longer than " + seconds(limit));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AiWorkersException.Interrupted("interrupted while waiting: " + what);
        } catch (ExecutionException | CancellationException e) {
            throw known(e, what);
        }
    }

    /** A failure as one of the client's own. */
    static AiWorkersException known(Throwable failure, String what) {
        Throwable cause = cause(failure);
        if (cause instanceof AiWorkersException known) {
            return known;
        }
        return cause instanceof CancellationException
                ? new AiWorkersException.Closed()
                : new AiWorkersException.Unreachable(what + " failed: " + cause.getMessage(), cause);
    }

    /** What really went wrong: futures wrap it. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static String seconds(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
