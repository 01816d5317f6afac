package cz.statex.aiworkers.core.model.source;

import cz.statex.aiworkers.core.model.source.SourceException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Files inside artifacts of Maven repositories. The Maven Resolver fetches the artifact, so mirrors, credentials, proxies
 * and the local repository of {@code settings.xml} hold; nothing of the artifact is run.
 */
final class MavenSource implements ArtifactSource {

    private final @Nullable Path settingsFile;
    private final SourceSettings.Timeouts timeouts;

    MavenSource(@Nullable Path settingsFile, SourceSettings.Timeouts timeouts) {
        this.settingsFile = settingsFile;
        this.timeouts = timeouts;
    }

    @Override
    public SourceForm form() {
        return SourceForm.MAVEN;
    }

    @Override
    public Content open(String location, Have have) throws IOException {
        Matcher parts = form().match(location);
        try (MavenSession session = MavenSession.open(settingsFile, timeouts)) {
            return entry(session.resolve(new DefaultArtifact(parts.group(1))), parts.group(2));
        } catch (ArtifactResolutionException e) {
            throw failure(e);
        }
    }

    private static Content entry(Path artifact, String name) throws IOException {
        return Content.opened(new ZipFile(artifact.toFile()), zip -> {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null || entry.isDirectory()) {
                throw new SourceException(Reason.ABSENT, "has no such file in its artifact", null);
            }
            InputStream bytes = new FilterInputStream(zip.getInputStream(entry)) {
                @Override
                public void close() throws IOException {
                    zip.close();
                }
            };
            return Content.whole(bytes, entry.getSize());
        });
    }

    private static SourceException failure(ArtifactResolutionException e) {
        if (e.getResult().getExceptions().stream().anyMatch(SourceException::meansNoRoom)) {
            return SourceException.noRoom(e);
        }
        boolean absent = e.getResult().getExceptions().stream().allMatch(ArtifactNotFoundException.class::isInstance);
        return absent
                ? new SourceException(Reason.ABSENT, "does not have it", e)
                : new SourceException(Reason.UNAVAILABLE, "cannot be reached", e);
    }
}
