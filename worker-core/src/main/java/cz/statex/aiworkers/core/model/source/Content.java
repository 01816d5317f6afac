package cz.statex.aiworkers.core.model.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file, or its rest. A read ends in time, one way or the other. Closing it ends the transfer.
 *
 * @param bytes the bytes, from {@code offset} on
 * @param offset how many bytes of the beginning are left out, because the caller has them
 * @param total bytes of the whole file, -1 if the place does not say
 * @param validator what the place calls the present state of the file, if it does: a later request names it
 */
public record Content(InputStream bytes, long offset, long total, @Nullable String validator) implements Closeable {

    /** A whole file of a place that cannot resume. */
    static Content whole(InputStream bytes, long total) {
        return new Content(bytes, 0, total, null);
    }

    /** What {@code reading} makes of a file that was opened for it; if it fails, the file is closed. */
    static <F extends Closeable> Content opened(F file, Reading<F> reading) throws IOException {
        Content content = null;
        try {
            content = reading.of(file);
            return content;
        } finally {
            if (content == null) {
                file.close();
            }
        }
    }

    /** Finds the bytes in an open file. */
    interface Reading<F> {
        Content of(F file) throws IOException;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
