package cz.statex.aiworkers.core.model.download;

import static cz.statex.aiworkers.core.model.download.FileServer.file;
import static cz.statex.aiworkers.core.model.download.FileServer.half;
import static cz.statex.aiworkers.core.model.download.FileServer.redirect;
import static cz.statex.aiworkers.core.model.download.FileServer.status;
import static cz.statex.aiworkers.core.model.download.FileServer.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.model.catalog.ModelCard;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Downloads from servers that do everything servers do. */
class DownloadIT extends DownloadFixture {

    @Test
    void fetchesFromTheFleetsOwnRepositoryFirst() throws Exception {
        server.on(FLEET_PATH, whole(CONTENT)).on(HUB_PATH, whole(CONTENT));
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).extracting(FileServer.Request::path).containsExactly(FLEET_PATH);
        assertThat(progress).contains((long) CONTENT.length).isSorted();
        assertThat(Files.getPosixFilePermissions(cached()))
                .doesNotContain(
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.GROUP_WRITE,
                        PosixFilePermission.OTHERS_WRITE);
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
        FileServer.Behaviour hanging = server.hang(CONTENT, 2_000_000);
        server.on(HUB_PATH, exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"a\"");
            hanging.answer(exchange);
        });
        stall = SHORT_STALL;
        assertFails(entry(HUB_FILE), ErrorCode.MODEL_UNAVAILABLE, "hf sent nothing for 300 ms");
        assertThat(halves()).hasSize(1);
        long have = Files.size(halves().get(0));

        server.on(HUB_PATH, file(CONTENT, "\"a\""));
        stall = LONG_STALL;
        assertThat(pulled(HUB_FILE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).last().satisfies(resumed -> {
            assertThat(resumed.range()).isEqualTo("bytes=" + have + "-");
            assertThat(resumed.ifRange()).isEqualTo("\"a\"");
        });
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
        stall = SHORT_STALL;
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
    void stopsWhenItsThreadIsInterrupted() throws Exception {
        server.on(HUB_PATH, server.hang(CONTENT, 1_000_000));
        List<Throwable> failures = new ArrayList<>();
        Thread loader = new Thread(() -> {
            try {
                repository().pull(entry(HUB_FILE));
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
}
