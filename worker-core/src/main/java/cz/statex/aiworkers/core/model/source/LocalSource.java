package cz.statex.aiworkers.core.model.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;

/** Files of this host, and files inside this program. */
final class LocalSource implements ArtifactSource {

    private final SourceForm form;

    /** Understands {@link SourceForm#FILE} or {@link SourceForm#CLASS_PATH}. */
    LocalSource(SourceForm form) {
        this.form = form;
    }

    @Override
    public SourceForm form() {
        return form;
    }

    @Override
    public Content open(String location, Have have) throws IOException {
        Matcher parts = form.match(location);
        return form == SourceForm.FILE ? file(Path.of(parts.group(1)), have) : resource(parts.group(1));
    }

    private static Content file(Path file, Have have) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw SourceException.absent();
        }
        return Content.opened(FileChannel.open(file), channel -> {
            long from = Math.min(have.bytes(), channel.size());
            channel.position(from);
            return new Content(Channels.newInputStream(channel), from, channel.size(), null);
        });
    }

    private static Content resource(String name) throws IOException {
        InputStream in = LocalSource.class.getClassLoader().getResourceAsStream(name);
        if (in == null) {
            throw SourceException.absent();
        }
        return Content.whole(in, -1);
    }
}
