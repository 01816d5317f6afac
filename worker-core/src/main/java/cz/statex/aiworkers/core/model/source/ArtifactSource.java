package cz.statex.aiworkers.core.model.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One kind of place that files of models come from.
 *
 * <p>Threading: safe for concurrent use. Ownership: the caller closes what it opened. Errors: a {@link SourceException}
 * says why this place cannot give the file; the next source is tried. An interrupt ends any wait with an
 * {@link java.io.InterruptedIOException}, the thread's flag set.
 */
public interface ArtifactSource {

    /** The form of the locations it understands. */
    SourceForm form();

    /**
     * Opens the file at {@code location}, from {@code have} on if the place can do that, otherwise from its beginning:
     * {@link Content#offset()} tells.
     *
     * @throws SourceException if the place does not have the file, does not give it, or cannot be asked now
     */
    Content open(String location, Have have) throws IOException;

    /**
     * What an earlier, broken-off download left.
     *
     * @param bytes how many bytes of the beginning there are
     * @param validator what the place called the file's state then, if it did
     */
    record Have(long bytes, @Nullable String validator) {

        /** Nothing is there yet. */
        public static final Have NOTHING = new Have(0, null);
    }
}
