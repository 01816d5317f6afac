package cz.statex.aiworkers.core.model.source;

import cz.statex.aiworkers.core.model.source.SourceException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an HTTP response as a stream whose reads end: with bytes, with an error when nothing comes for a while, and
 * when their thread is interrupted. (The JDK's own stream waits for ever and swallows interrupts.) One thread reads.
 */
final class HttpBody extends InputStream implements BodySubscriber<HttpBody> {

    private static final List<ByteBuffer> END = List.of();

    private final Duration stall;
    /** At most the buffers of one request for more, and the end. */
    private final BlockingQueue<List<ByteBuffer>> arrived = new LinkedBlockingQueue<>();

    private final Queue<ByteBuffer> current = new ArrayDeque<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable Throwable failure;
    private boolean ended;

    /** A body that may send nothing for {@code stall}. */
    HttpBody(Duration stall) {
        this.stall = stall;
    }

    @Override
    public CompletionStage<HttpBody> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (!buffers.isEmpty()) {
            arrived.add(buffers);
        }
    }

    @Override
    public void onError(Throwable problem) {
        failure = problem;
        arrived.add(END);
    }

    @Override
    public void onComplete() {
        arrived.add(END);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = current.peek();
        while (buffer == null || !buffer.hasRemaining()) {
            if (buffer != null) {
                current.remove();
            }
            if (current.isEmpty() && !await()) {
                return -1;
            }
            buffer = current.peek();
        }
        int read = Math.min(length, buffer.remaining());
        buffer.get(target, offset, read);
        return read;
    }

    /** Waits for more; false at the end. */
    private boolean await() throws IOException {
        if (ended) {
            return false;
        }
        List<ByteBuffer> more = poll();
        if (more == null) {
            close();
            throw new SourceException(Reason.UNAVAILABLE, "sent nothing for " + stall.toMillis() + " ms", null);
        }
        if (more == END) {
            ended = true;
            if (failure != null) {
                throw new IOException("the transfer broke off", failure);
            }
            return false;
        }
        current.addAll(more);
        Flow.Subscription source = subscription;
        if (source != null) {
            source.request(1);
        }
        return true;
    }

    private @Nullable List<ByteBuffer> poll() throws IOException {
        try {
            return arrived.poll(stall.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw (IOException) new InterruptedIOException("interrupted while downloading").initCause(e);
        }
    }

    @Override
    public void close() {
        Flow.Subscription source = subscription;
        if (source != null) {
            source.cancel();
        }
    }
}
