package cz.statex.aiworkers.core.model.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.model.download.FileServer;
import cz.statex.aiworkers.core.model.source.ArtifactSource.Have;
import cz.statex.aiworkers.core.model.source.SourceException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of source against a stand-in of its other side: a command, a repository of files, a server. */
class SourcesIT {

    private static final byte[] CONTENT = "weights".getBytes(StandardCharsets.UTF_8);
    private static final List<String> CREDENTIALS = List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.region");

    @TempDir
    Path folder;

    private FileServer server;
    private Path npm;
    private @Nullable Path mavenSettings;
    private Duration npmTimeout = Duration.ofSeconds(60);

    @BeforeEach
    void start() throws IOException {
        server = new FileServer();
        npm = folder.resolve("npm");
        CREDENTIALS.forEach(name -> System.setProperty(name, "eu-central-1"));
    }

    @AfterEach
    void stop() {
        server.close();
        CREDENTIALS.forEach(System::clearProperty);
    }

    @Test
    void takesAFileOutOfAnNpmPackageAndLeavesNothingBehind() throws Exception {
        script("cp " + tgz("package/models/a.onnx") + " ./packed.tgz");
        assertThat(read("npm:@scope/name@1.0.0!/models/a.onnx")).isEqualTo(CONTENT);
        assertThat(folder.resolve("arguments"))
                .content()
                .isEqualTo("pack --silent --ignore-scripts --pack-destination . @scope/name@1.0.0\n");
        assertThat(folder.resolve("scratch")).isEmptyDirectory();
        assertThat(folder.resolve("environment")).content().contains("PATH=").doesNotContain("JAVA_HOME=", "AIW_");

        assertRefused("npm:@scope/name@1.0.0!/models/b.onnx", Reason.ABSENT, "has no such file in its package");
        script("echo no package > ./packed.tgz");
        assertThatThrownBy(() -> read("npm:@scope/name@1.0.0!/models/a.onnx")).isInstanceOf(IOException.class);
        assertThat(openFiles()).isEmpty();
        assertThat(folder.resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void saysWhyNpmGaveNothing() throws Exception {
        assertRefused("npm:name@1.0.0!/a", Reason.REFUSED, "needs the npm client, which is not installed");
        script("echo 'npm error code E404'; exit 1");
        assertRefused("npm:name@1.0.0!/a", Reason.ABSENT, "does not have it");
        script("echo 'npm error code E401'; exit 1");
        assertRefused("npm:name@1.0.0!/a", Reason.REFUSED, "npm is not logged in");
        script("echo 'npm error code ENOSPC'; exit 1");
        assertRefused("npm:name@1.0.0!/a", Reason.NO_ROOM, "gives more than the disk of this host can take");
        script("echo 'npm error network'; exit 1");
        assertRefused("npm:name@1.0.0!/a", Reason.UNAVAILABLE, "cannot be reached by npm");
        script("exit 0");
        assertRefused("npm:name@1.0.0!/a", Reason.UNAVAILABLE, "made npm end without a package");
    }

    @Test
    void endsAnNpmThatHangsWithItsChildren() throws Exception {
        npmTimeout = Duration.ofSeconds(10);
        script("sleep 600 & echo $! > " + folder.resolve("child") + "; wait");
        assertRefused("npm:name@1.0.0!/a", Reason.UNAVAILABLE, "took longer than 10000 ms and was ended");
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        await().until(() -> ProcessHandle.of(child).map(one -> !one.isAlive()).orElse(true));
        assertThat(folder.resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void takesAFileOutOfAMavenArtifactOfTheMirrorInTheSettings() throws Exception {
        Path artifact = folder.resolve("mirror/org/example/weights/1.0/weights-1.0.jar");
        Files.createDirectories(artifact.getParent());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(artifact))) {
            zip.putNextEntry(new ZipEntry("deep/a.onnx"));
            zip.write(CONTENT);
        }
        mavenSettings = Files.writeString(
                folder.resolve("settings.xml"),
                """
                <settings>
                  <localRepository>%s</localRepository>
                  <mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>
                  <servers><server><id>m</id><username>u</username><password>p</password></server></servers>
                  <proxies><proxy><host>proxy.invalid</host><port>8</port></proxy></proxies>
                  <profiles><profile><id>p</id><repositories><repository><id>own</id><url>http://own.invalid</url>
                  </repository></repositories></profile></profiles>
                  <activeProfiles><activeProfile>p</activeProfile></activeProfiles>
                </settings>
                """
                        .formatted(
                                folder.resolve("local"),
                                folder.resolve("mirror").toUri()));
        assertThat(read("maven:org.example:weights:1.0!/deep/a.onnx")).isEqualTo(CONTENT);
        assertThat(folder.resolve("local/org/example/weights/1.0/weights-1.0.jar"))
                .exists();
        assertRefused("maven:org.example:weights:1.0!/b.onnx", Reason.ABSENT, "has no such file in its artifact");
        assertRefused("maven:org.example:weights:2.0!/a.onnx", Reason.ABSENT, "does not have it");
        assertThat(openFiles()).isEmpty();
        Files.writeString(mavenSettings, "<settings");
        assertRefused("maven:org.example:weights:1.0!/a", Reason.REFUSED, "has a settings.xml that cannot be read");
    }

    @Test
    void readsObjectsOfABucketAndResumes() throws Exception {
        server.on("/bucket/deep/a.onnx", exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : 3;
            exchange.getResponseHeaders().set("ETag", "\"e\"");
            if (from > 0) {
                assertThat(exchange.getRequestHeaders().getFirst("If-Match")).isEqualTo("\"e\"");
                exchange.getResponseHeaders().set("Content-Range", "bytes 3-6/7");
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, CONTENT.length - from);
            exchange.getResponseBody().write(CONTENT, from, CONTENT.length - from);
        });
        assertThat(read("s3://bucket/deep/a.onnx")).isEqualTo(CONTENT);
        try (Content rest = open("s3://bucket/deep/a.onnx", new Have(3, "\"e\""))) {
            assertThat(rest.offset()).isEqualTo(3);
            assertThat(rest.total()).isEqualTo(7);
            assertThat(rest.bytes().readAllBytes()).isEqualTo("ghts".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(server.requests()).extracting(FileServer.Request::range).containsExactly(null, "bytes=3-");
    }

    @Test
    void beginsAgainWhenAnObjectHasChanged() throws Exception {
        server.on("/bucket/a", exchange -> {
            boolean resumed = exchange.getRequestHeaders().containsKey("Range");
            exchange.sendResponseHeaders(resumed ? 412 : 200, resumed ? -1 : CONTENT.length);
            if (!resumed) {
                exchange.getResponseBody().write(CONTENT);
            }
        });
        try (Content whole = open("s3://bucket/a", new Have(3, "\"old\""))) {
            assertThat(whole.offset()).isZero();
            assertThat(whole.bytes().readAllBytes()).isEqualTo(CONTENT);
        }
    }

    @Test
    void saysWhyABucketGaveNothing() {
        assertRefused("s3://bucket/absent", Reason.ABSENT, "does not have it (404)");
        server.on("/bucket/a", FileServer.status(403));
        assertRefused("s3://bucket/a", Reason.REFUSED, "does not give it to us (403)");
        server.close();
        assertRefused("s3://bucket/a", Reason.UNAVAILABLE, "region, credentials or address are missing or wrong");
    }

    @Test
    void listsWhatTheHubHas() throws Exception {
        String commit = "0123456789".repeat(4);
        server.on(
                "/api/models/org/name/revision/main",
                FileServer.whole(
                        """
                        {"sha": "%s", "cardData": {"license": "apache-2.0"},
                         "siblings": [{"rfilename": "config.json", "size": 7}, {"rfilename": "model.safetensors"}]}
                        """
                                .formatted(commit)
                                .getBytes(StandardCharsets.UTF_8)));
        HubSource.Snapshot snapshot = sources().hub().snapshot("org/name", "main");
        assertThat(snapshot.commit()).isEqualTo(commit);
        assertThat(snapshot.licence()).isEqualTo("apache-2.0");
        assertThat(snapshot.files())
                .containsExactly(
                        new HubSource.HubFile("config.json", 7), new HubSource.HubFile("model.safetensors", -1));
        server.on("/api/models/org/name/revision/bad", FileServer.whole("<html>".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> sources().hub().snapshot("org/name", "bad"))
                .hasMessage("answers with what is no JSON");
        server.on("/api/models/org/name/revision/odd", FileServer.whole("{}".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> sources().hub().snapshot("org/name", "odd")).hasMessage("names no commit");
    }

    /** Files below the folder that this process has open, as Linux tells it. */
    private List<String> openFiles() throws IOException {
        List<String> open = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path one : all) {
                String file =
                        Files.isSymbolicLink(one) ? Files.readSymbolicLink(one).toString() : "";
                if (file.startsWith(folder.toString())) {
                    open.add(file);
                }
            }
        }
        return open;
    }

    private byte[] read(String location) throws IOException {
        try (Content content = open(location, Have.NOTHING)) {
            assertThat(content.total()).isEqualTo(CONTENT.length);
            return content.bytes().readAllBytes();
        }
    }

    private void assertRefused(String location, Reason reason, String problem) {
        assertThatThrownBy(() -> open(location, Have.NOTHING))
                .isInstanceOfSatisfying(
                        SourceException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(problem);
    }

    private Content open(String location, Have have) throws IOException {
        return sources().of(location).open(location, have);
    }

    private Sources sources() {
        URI address = URI.create(server.address());
        SourceSettings.Timeouts timeouts =
                new SourceSettings.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), npmTimeout);
        return Sources.of(
                new SourceSettings(
                        null, address, address, npm.toString(), mavenSettings, folder.resolve("scratch"), timeouts),
                "");
    }

    private void script(String body) throws IOException {
        Files.writeString(
                npm, "#!/bin/sh\necho \"$@\" > %1$s/arguments\nenv > %1$s/environment\n%2$s\n".formatted(folder, body));
        assertThat(npm.toFile().setExecutable(true)).isTrue();
    }

    private Path tgz(String name) throws IOException {
        Path archive = folder.resolve("made.tgz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (String entryName : List.of("package/package.json", name)) {
                TarArchiveEntry entry = new TarArchiveEntry(entryName);
                entry.setSize(CONTENT.length);
                tar.putArchiveEntry(entry);
                tar.write(CONTENT);
                tar.closeArchiveEntry();
            }
        }
        return archive;
    }
}
