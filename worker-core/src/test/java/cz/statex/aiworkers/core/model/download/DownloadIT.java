package cz.statex.aiworkers.core.model.download;

import static cz.statex.aiworkers.core.model.download.FileServer.file;
import static cz.statex.aiworkers.core.model.download.FileServer.half;
import static cz.statex.aiworkers.core.model.download.FileServer.redirect;
import static cz.statex.aiworkers.core.model.download.FileServer.status;
import static cz.statex.aiworkers.core.model.download.FileServer.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Downloads from servers that do everything servers do. */
class DownloadIT {

    private static final byte[] CONTENT = content(3_000_000);
    private static final byte[] OTHER = content(3_000_001);
    private static final String COMMIT = "0123456789".repeat(4);
    private static final String HUB_FILE = "hf:org/model@" + COMMIT + "/model.onnx";
    private static final String HUB_PATH = "/org/model/resolve/" + COMMIT + "/model.onnx";
    private static final String FLEET_PATH = "/m/1/model.onnx";

    @TempDir
    Path folder;

    private final List<Long> progress = new ArrayList<>();
    private FileServer server;
    private DiskSpace space = DiskSpace.OF_FILE_STORE;
    private @Nullable URI fleet;
    private long maxBytes = 10_000_000;
    private String npm = "no-such-client";

    @BeforeEach
    void start() throws Exception {
        server = new FileServer();
        fleet = URI.create(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void fetchesFromTheFleetsOwnRepositoryFirst() throws Exception {
        server.on(FLEET_PATH, whole(CONTENT)).on(HUB_PATH, whole(CONTENT));
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).extracting(FileServer.Request::path).containsExactly(FLEET_PATH);
        assertThat(progress).contains((long) CONTENT.length).isSorted();
        assertThat(Files.isWritable(cached())
                        && !System.getProperty("user.name").equals("root"))
                .isFalse();
        repository().pull(entry(HUB_FILE));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void goesOnWhereATransferBrokeOff() throws Exception {
        server.on(HUB_PATH, half(CONTENT, 1_200_000, "\"a\""));
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
        FileServer.Request second = List.copyOf(server.requests()).get(2);
        assertThat(second.range()).matches("bytes=[1-9]\\d+-");
        assertThat(second.ifRange()).isEqualTo("\"a\"");
    }

    @Test
    void goesOnAfterARestart() throws Exception {
        server.on(HUB_PATH, server.hang(CONTENT, 2_000_000));
        assertFails(entry(HUB_FILE), ErrorCode.MODEL_UNAVAILABLE, "hf sent nothing for 300 ms");
        assertThat(halves()).hasSize(1);

        // The hanging server said no state of the file, so the whole of it is asked for.
        server.on(HUB_PATH, file(CONTENT, "\"a\""));
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
        assertThat(halves()).isEmpty();
    }

    @Test
    void beginsAgainWhereTheSourceCannotResumeOrTheFileHasChanged() throws Exception {
        server.on(HUB_PATH, exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"old\"");
            exchange.sendResponseHeaders(200, OTHER.length);
            exchange.getResponseBody().write(OTHER, 0, 1_000_000);
            exchange.getResponseBody().flush();
            server.on(HUB_PATH, file(CONTENT, "\"new\""));
        });
        ModelEntry trusting = new ModelEntry(
                "m", "1", ModelCard.licensed("MIT"), "p", Map.of(), 0, List.of(), 0, Map.of("checkpoint", unhashed()));
        repository().pull(trusting);
        assertThat(cached()).hasBinaryContent(CONTENT);
    }

    @Test
    void leavesASourceThatHangsForTheNext() throws Exception {
        server.on(FLEET_PATH, server.silence()).on(HUB_PATH, whole(CONTENT));
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
    }

    @Test
    void putsWrongBytesAsideAndTriesTheNextSource() throws Exception {
        byte[] wrong = CONTENT.clone();
        wrong[7] ^= 1;
        server.on(FLEET_PATH, whole(wrong)).on(HUB_PATH, whole(CONTENT));
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
        assertThat(folder.resolve("cache/.quarantine/m@1-model.onnx")).hasBinaryContent(wrong);

        server.on("/n/1/model.onnx", whole(OTHER));
        assertFails(entry("n", artifact(List.of())), ErrorCode.MODEL_INVALID, "has other bytes than the catalog names");
    }

    @ParameterizedTest
    @CsvSource({
        "401, MODEL_NOT_FOUND, hf wants to know who asks (401): a token is missing or wrong",
        "403, MODEL_NOT_FOUND, hf does not give it to us (403)",
        "404, MODEL_NOT_FOUND, hf does not have it (404)",
        "410, MODEL_NOT_FOUND, hf does not have it (410)",
        "418, MODEL_NOT_FOUND, hf answers 418",
        "429, MODEL_UNAVAILABLE, hf is asked too often (429)",
        "500, MODEL_UNAVAILABLE, hf answers 500",
        "503, MODEL_UNAVAILABLE, hf answers 503"
    })
    void saysWhatAServerSays(int status, ErrorCode code, String problem) {
        server.on(HUB_PATH, status(status));
        assertFails(entry(HUB_FILE), code, problem);
    }

    @Test
    void saysWhenToAskAgain() {
        server.on(HUB_PATH, exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "30");
            exchange.sendResponseHeaders(429, -1);
        });
        assertFails(entry(HUB_FILE), ErrorCode.MODEL_UNAVAILABLE, "(429): ask again in 30 s");
    }

    @Test
    void showsTheTokenToTheHubOnly() throws Exception {
        server.on(HUB_PATH, redirect("/moved")).on("/moved", redirect(server.address("localhost") + "/elsewhere"));
        server.on("/elsewhere", whole(CONTENT));
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
        Map<String, String> shown = new HashMap<>();
        server.requests().forEach(request -> shown.put(request.path(), String.valueOf(request.authorization())));
        assertThat(shown)
                .containsEntry(HUB_PATH, "Bearer hf_secret")
                .containsEntry("/moved", "Bearer hf_secret")
                .containsEntry("/elsewhere", "null")
                .containsEntry(FLEET_PATH, "null");
    }

    @Test
    void refusesRedirectsThatLeadNowhere() {
        server.on(HUB_PATH, redirect(HUB_PATH));
        assertFails(entry(HUB_FILE), ErrorCode.MODEL_NOT_FOUND, "hf redirects more than 5 times");
        server.on(HUB_PATH, redirect("file:///etc/passwd"));
        assertFails(entry(HUB_FILE), ErrorCode.MODEL_NOT_FOUND, "hf redirects from https to something else");
        server.on(HUB_PATH, redirect("http://["));
        assertFails(entry(HUB_FILE), ErrorCode.MODEL_NOT_FOUND, "hf redirects to what is no address");
    }

    @Test
    void asksTheFleetsOwnRepositoryByItsNameAndPasswordAndNoOtherHost() throws Exception {
        fleet = URI.create(server.address().replace("//", "//reader:pass@") + "/models");
        server.on("/models" + FLEET_PATH, whole(CONTENT));
        assertThat(pulled("https://elsewhere.example/x.onnx")).hasBinaryContent(CONTENT);
        assertThat(server.requests().element().authorization()).isEqualTo("Basic cmVhZGVyOnBhc3M=");
        assertFails(
                entry("n", artifact(List.of("https://elsewhere.example/x.onnx"))),
                ErrorCode.MODEL_NOT_FOUND,
                "fleet repository is not below MODEL_DOWNLOAD_URL");
        assertFails(
                entry("n", artifact(List.of("https://elsewhere.example/{x}|y.onnx"))),
                ErrorCode.MODEL_NOT_FOUND,
                "fleet repository is no address: Illegal character in path");
    }

    @Test
    void theFleetsOwnRepositoryLeadsToNoOtherHost() throws Exception {
        server.on(FLEET_PATH, redirect("/there.onnx")).on("/there.onnx", whole(CONTENT));
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
        server.on("/n/1/model.onnx", redirect(server.address("localhost") + "/elsewhere"));
        server.on("/elsewhere", whole(CONTENT));
        assertFails(
                entry("n", artifact(List.of())),
                ErrorCode.MODEL_NOT_FOUND,
                "fleet repository redirects to another host, which is not asked");
        assertThat(server.requests()).extracting(FileServer.Request::path).doesNotContain("/elsewhere");
    }

    @Test
    void saysThatNobodyAnswers() {
        server.close();
        assertFails(entry(HUB_FILE), ErrorCode.MODEL_UNAVAILABLE, "hf cannot be reached (ConnectException)");
    }

    @Test
    void trustsTheFirstHashOfANamedCommitAndNoOtherAfterIt() throws Exception {
        server.on(HUB_PATH, whole(CONTENT));
        ModelEntry entry = entry("m", unhashed());
        assertThat(repository().pull(entry).get("checkpoint")).isEqualTo(artifact(List.of(HUB_FILE)));
        assertThat(folder.resolve("cache/.hashes/m@1.json")).content().contains(CachedFile.sha256(cached()));
        repository().pull(entry);
        assertThat(server.requests()).as("the fleet is not asked").hasSize(1);

        Files.delete(cached());
        byte[] changed = CONTENT.clone();
        changed[0]++;
        server.on(HUB_PATH, whole(changed));
        assertFails(entry, ErrorCode.MODEL_INVALID, "hf has other bytes than the catalog names");
    }

    @Test
    void refusesAFileThatIsLargerThanAllowed() {
        maxBytes = 1_000_000;
        server.on(HUB_PATH, whole(CONTENT));
        assertFails(
                entry("m", unhashed()),
                ErrorCode.MODEL_INVALID,
                "file model.onnx of m@1 has 3000000 bytes, but at most 1000000 are allowed; raise MAX_MODEL_SIZE");
        assertFails(
                entry(HUB_FILE),
                ErrorCode.MODEL_INVALID,
                "model m@1 has 3000000 bytes, but at most 1000000 are allowed; raise MAX_MODEL_SIZE");
    }

    @Test
    void refusesAFileWhoseSizeNobodySaysWhenItHasBecomeTooLarge() throws Exception {
        maxBytes = 1_000_000;
        server.on(HUB_PATH, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(CONTENT);
        });
        assertFails(
                entry("m", unhashed()),
                ErrorCode.MODEL_INVALID,
                "file model.onnx of m@1 has 1000001 bytes, but at most 1000000 are allowed");
        assertThat(halves()).isEmpty();
    }

    @Test
    void looksForRoomBeforeItBegins() {
        space = folder -> DiskSpace.RESERVE + 2_999_999;
        server.on(HUB_PATH, whole(CONTENT));
        assertFails(
                entry(HUB_FILE),
                ErrorCode.MODEL_UNAVAILABLE,
                "the disk of the model cache is full: 3000000 more bytes are needed, 70108863 are free");
    }

    @Test
    void givesTheDiskBackWhenItIsFull() throws Exception {
        server.on(HUB_PATH, whole(CONTENT));
        Path model = Files.createDirectories(folder.resolve("cache/m/1"));
        HalfFile half = HalfFile.of(model, "model.onnx", HUB_FILE);
        Files.createSymbolicLink(half.path(), Path.of("/dev/full"));
        assertThatThrownBy(() -> repository().pull(entry(HUB_FILE)))
                .hasMessageContaining("the disk of the model cache is full")
                .hasMessageNotContaining(folder.toString())
                .cause()
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.isFull()).isTrue())
                .hasMessageContaining(folder.toString());
        assertThat(half.path()).doesNotExist();
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
    }

    @Test
    void looksForRoomBeforeAClientWritesAPackage() throws Exception {
        npm("exit 1");
        space = folder -> DiskSpace.RESERVE + 2_999_999;
        assertFails(
                entry("n", artifact(List.of("npm:name@1.0.0!/model.onnx"))),
                ErrorCode.MODEL_UNAVAILABLE,
                "the disk of the model cache is full: 3000000 more bytes are needed");
        assertThat(folder.resolve("called")).doesNotExist();
    }

    @Test
    void aClientThatFillsTheDiskIsNotToBlame() throws Exception {
        npm("echo 'npm error code ENOSPC'; exit 1");
        assertFails(
                entry("n", artifact(List.of("npm:name@1.0.0!/model.onnx"))),
                ErrorCode.MODEL_UNAVAILABLE,
                "the disk of the model cache is full: 3000000 more bytes are needed");
        assertThat(folder.resolve("called")).exists();
    }

    /** Stands in for the npm client and notes that it was called. */
    private void npm(String script) throws Exception {
        Path client = Files.writeString(
                folder.resolve("npm"), "#!/bin/sh\ntouch " + folder.resolve("called") + "\n" + script + "\n");
        assertThat(client.toFile().setExecutable(true)).isTrue();
        npm = client.toString();
    }

    @Test
    void theSourceIsNotToBlameForADiskThatTakesNotEvenTheFirstByte() throws Exception {
        server.on(HUB_PATH, file(CONTENT, "\"a\""));
        Path model = Files.createDirectories(folder.resolve("cache/m/1"));
        HalfFile half = HalfFile.of(model, "model.onnx", HUB_FILE);
        Files.createSymbolicLink(
                half.path().resolveSibling(half.path().getFileName() + ".state"), folder.resolve("absent/state"));
        assertFails(entry(HUB_FILE), ErrorCode.MODEL_UNAVAILABLE, "model m@1: the model cache cannot be written");
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
    }

    @Test
    void stopsWhenItsThreadIsInterrupted() throws Exception {
        server.on(HUB_PATH, server.hang(CONTENT, 1_000_000));
        List<Throwable> failures = new ArrayList<>();
        Thread loader = new Thread(() -> {
            try {
                repository(Duration.ofMinutes(1)).pull(entry(HUB_FILE));
            } catch (ModelException e) {
                failures.add(e);
            }
        });
        loader.start();
        await().until(() -> !halves().isEmpty() && Files.size(halves().get(0)) > 0);
        loader.interrupt();
        loader.join(10_000);
        assertThat(failures).singleElement().isInstanceOf(ModelException.class);
    }

    private List<Path> halves() throws Exception {
        Path model = folder.resolve("cache/m/1");
        if (!Files.exists(model)) {
            return List.of();
        }
        try (var files = Files.list(model)) {
            return files.filter(file -> file.toString().endsWith(".half")).toList();
        }
    }

    private Path pulled(String location) throws ModelException {
        repository().pull(entry(location));
        return cached();
    }

    private Path cached() {
        return folder.resolve("cache/m/1/model.onnx");
    }

    private static ModelEntry entry(String location) {
        return entry("m", artifact(List.of(location)));
    }

    private static ModelEntry entry(String name, ModelArtifact artifact) {
        return new ModelEntry(
                name, "1", ModelCard.licensed("MIT"), "p", Map.of(), 0, List.of(), 0, Map.of("checkpoint", artifact));
    }

    private static ModelArtifact artifact(List<String> locations) {
        String sha256 = HexFormat.of().formatHex(CachedFile.sha256().digest(CONTENT));
        return new ModelArtifact("model.onnx", sha256, CONTENT.length, locations);
    }

    private static ModelArtifact unhashed() {
        return new ModelArtifact("model.onnx", null, 0, List.of(HUB_FILE));
    }

    private void assertFails(ModelEntry entry, ErrorCode code, String problem) {
        assertThatThrownBy(() -> repository().pull(entry))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(problem)
                .hasMessageNotContaining(folder.toString())
                .hasMessageNotContaining("127.0.0.1");
    }

    private ModelRepository repository() {
        return repository(Duration.ofMillis(300));
    }

    private ModelRepository repository(Duration stall) {
        Path cache = folder.resolve("cache");
        SourceSettings sources = new SourceSettings(
                fleet,
                URI.create(server.address()),
                null,
                npm,
                null,
                cache.resolve(".scratch"),
                new SourceSettings.Timeouts(Duration.ofSeconds(5), stall, Duration.ofSeconds(5)));
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

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return Arrays.copyOf(content, length);
    }
}
