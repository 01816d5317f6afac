package cz.statex.aiworkers.core.model.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelCard;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.repository.ModelDirectory;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.core.model.repository.RepositorySettings;
import cz.statex.aiworkers.core.model.source.SourceSettings;
import cz.statex.aiworkers.core.model.source.Sources;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cache, and a server that it downloads from. */
abstract class DownloadFixture {

    static final byte[] CONTENT = content(3_000_000);
    static final byte[] OTHER = content(3_000_001);
    static final String COMMIT = "0123456789".repeat(4);
    static final String HUB_FILE = "hf:org/model@" + COMMIT + "/model.onnx";
    static final String HUB_PATH = "/org/model/resolve/" + COMMIT + "/model.onnx";
    static final String FLEET_PATH = "/m/1/model.onnx";

    /** No server that answers is as slow as this, however busy the host. */
    static final Duration LONG_STALL = Duration.ofSeconds(30);
    /** For servers that hang: the test waits as long. */
    static final Duration SHORT_STALL = Duration.ofMillis(300);

    @TempDir
    Path folder;

    final List<Long> progress = new ArrayList<>();
    FileServer server;
    DiskSpace space = DiskSpace.OF_FILE_STORE;

    @Nullable
    URI fleet;

    Duration stall = LONG_STALL;
    long maxBytes = 10_000_000;
    String npm = "no-such-client";

    @BeforeEach
    void start() throws Exception {
        server = new FileServer();
        fleet = URI.create(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    List<Path> halves() throws Exception {
        Path model = folder.resolve("cache/m/1");
        if (!Files.exists(model)) {
            return List.of();
        }
        try (var files = Files.list(model)) {
            return files.filter(file -> file.toString().endsWith(".half")).toList();
        }
    }

    Path pulled(String location) throws ModelException {
        repository().pull(entry(location));
        return cached();
    }

    Path cached() {
        return folder.resolve("cache/m/1/model.onnx");
    }

    static ModelEntry entry(String location) {
        return entry("m", artifact(List.of(location)));
    }

    static ModelEntry entry(String name, ModelArtifact artifact) {
        return new ModelEntry(
                name, "1", ModelCard.licensed("MIT"), "p", Map.of(), 0, List.of(), 0, Map.of("checkpoint", artifact));
    }

    static ModelArtifact artifact(List<String> locations) {
        String sha256 = HexFormat.of().formatHex(CachedFile.sha256().digest(CONTENT));
        return new ModelArtifact("model.onnx", sha256, CONTENT.length, locations);
    }

    static ModelArtifact unhashed() {
        return new ModelArtifact("model.onnx", null, 0, List.of(HUB_FILE));
    }

    void assertFails(ModelEntry entry, ErrorCode code, String problem) {
        assertThatThrownBy(() -> repository().pull(entry))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(problem)
                .hasMessageNotContaining(folder.toString())
                .hasMessageNotContaining("127.0.0.1");
    }

    ModelRepository repository() {
        Path cache = folder.resolve("cache");
        SourceSettings sources = new SourceSettings(
                fleet,
                URI.create(server.address()),
                null,
                npm,
                null,
                cache.resolve(".scratch"),
                new SourceSettings.Timeouts(Duration.ofSeconds(5), stall, Duration.ofSeconds(60)));
        RepositoryObserver observer = new RepositoryObserver() {
            @Override
            public void fetching(String model, String file, long done, long total) {
                progress.add(done);
            }
        };
        return new ModelRepository(
                new RepositorySettings(cache, maxBytes, Duration.ofSeconds(20), space, Clock.systemUTC()),
                Sources.of(sources, "hf_secret"),
                ModelDirectory.NONE,
                observer);
    }

    static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return Arrays.copyOf(content, length);
    }
}
