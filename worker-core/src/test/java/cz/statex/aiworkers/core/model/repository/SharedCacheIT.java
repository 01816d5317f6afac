package cz.statex.aiworkers.core.model.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.model.catalog.CatalogFile;
import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.download.DiskSpace;
import cz.statex.aiworkers.core.model.download.FileServer;
import cz.statex.aiworkers.core.model.source.SourceSettings;
import cz.statex.aiworkers.core.model.source.Sources;
import cz.statex.aiworkers.core.testing.TinyBert;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share the cache of one host. */
class SharedCacheIT {

    private static final byte[] ONNX = TinyBert.onnx();

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch waiting = new CountDownLatch(1);
    private FileServer server;
    private ModelEntry entry;

    @BeforeEach
    void start() throws Exception {
        server = new FileServer();
        ModelArtifact found = TinyBert.artifact("model.onnx", ONNX, folder.resolve("nowhere"));
        entry = TinyBert.entry(
                "tiny", List.of(new ModelArtifact(found.file(), found.sha256(), found.size(), List.of())));
        new CatalogFile(folder.resolve("catalog.yml")).put(entry);
    }

    @AfterEach
    void stop() throws InterruptedException {
        gate.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        server.close();
    }

    @Test
    void aSecondProcessWaitsForTheFirstAndFindsTheFile() throws Exception {
        server.on("/tiny/1/model.onnx", FileServer.gated(ONNX, 1_000, gate));
        Process other = otherProcess();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !server.requests().isEmpty());
            Future<ModelFiles> files =
                    threads.submit(() -> repository(Duration.ofMinutes(1)).prepare(entry));
            assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
            gate.countDown();
            assertThat(files.get(60, TimeUnit.SECONDS).archive()).exists();
            assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).isZero();
        } finally {
            other.destroyForcibly();
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void theLockOfAProcessThatDiesIsFree() throws Exception {
        server.on("/tiny/1/model.onnx", FileServer.gated(ONNX, 1_000, gate));
        Process other = otherProcess();
        await().atMost(Duration.ofSeconds(60)).until(() -> !server.requests().isEmpty());
        other.destroyForcibly().waitFor();
        server.on("/tiny/1/model.onnx", FileServer.whole(ONNX));
        assertThat(repository(Duration.ofSeconds(30)).prepare(entry).archive()).exists();
    }

    @Test
    void nobodyWaitsForEver() throws Exception {
        server.on("/tiny/1/model.onnx", FileServer.gated(ONNX, 1_000, gate));
        Process other = otherProcess();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !server.requests().isEmpty());
            assertThatThrownBy(() -> repository(Duration.ofMillis(200)).prepare(entry))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE))
                    .hasMessageContaining("another process has worked on model tiny@1 for more than");
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void aModelThatHangsKeepsNoOtherFromWorking() throws Exception {
        server.on("/tiny/1/model.onnx", FileServer.gated(ONNX, 1_000, gate));
        server.on("/other/1/model.onnx", FileServer.whole(ONNX));
        threads.execute(this::prepareInTheBackground);
        await().until(() -> !server.requests().isEmpty());
        ModelEntry other = TinyBert.entry("other", List.of(entry.artifact("checkpoint")));
        assertThat(repository(Duration.ofSeconds(10)).prepare(other).archive()).exists();
    }

    private void prepareInTheBackground() {
        try {
            repository(Duration.ofMinutes(1)).prepare(entry);
        } catch (ModelException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process otherProcess() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        folder.toString(),
                        server.address())
                .inheritIO()
                .start();
    }

    private ModelRepository repository(Duration patience) {
        return repository(folder, server.address(), patience, new RepositoryObserver() {
            @Override
            public void waiting(String model) {
                waiting.countDown();
            }
        });
    }

    static ModelRepository repository(Path folder, String fleet, Duration patience, RepositoryObserver observer) {
        Path cache = folder.resolve("cache");
        SourceSettings.Timeouts timeouts =
                new SourceSettings.Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofSeconds(5));
        return new ModelRepository(
                new RepositorySettings(cache, 1_000_000, patience, DiskSpace.OF_FILE_STORE, Clock.systemUTC()),
                Sources.of(
                        new SourceSettings(
                                URI.create(fleet),
                                SourceSettings.PUBLIC_HUB,
                                null,
                                "no-such-client",
                                null,
                                cache.resolve(".scratch"),
                                timeouts),
                        ""),
                ModelDirectory.NONE,
                observer);
    }

    /** Prepares the model in a process of its own. */
    static final class OtherProcess {
        private OtherProcess() {}

        /** Arguments: folder, address of the fleet's repository. */
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            ModelEntry entry =
                    ModelCatalog.builtIn().with(folder.resolve("catalog.yml")).require("tiny");
            repository(folder, arguments[1], Duration.ofMinutes(1), RepositoryObserver.NONE)
                    .prepare(entry);
        }
    }
}
