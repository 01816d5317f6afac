package cz.statex.aiworkers.core.model.source;

import cz.statex.aiworkers.core.model.source.SourceException.Reason;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Model repositories of the Hugging Face hub, or of a mirror in its layout. The token goes to the hub's host only. */
public final class HubSource implements ArtifactSource {

    private static final int MAX_LISTING = 8 * 1024 * 1024;

    private final String hub;
    private final @Nullable String authorization;
    private final HttpDownloads downloads;

    /**
     * Asks {@code hub}.
     *
     * @param token shown to the hub, empty for none
     */
    HubSource(URI hub, String token, HttpDownloads downloads) {
        this.hub = hub.toString().replaceFirst("/+$", "");
        this.authorization = token.isBlank() ? null : "Bearer " + token.strip();
        this.downloads = downloads;
    }

    /**
     * A model repository in one of its states.
     *
     * @param commit the state, for ever the same
     * @param licence what its page says, in lower case, if it does
     * @param files what it has
     */
    public record Snapshot(String commit, @Nullable String licence, List<HubFile> files) {}

    /**
     * A file of a model repository.
     *
     * @param path its name in the repository
     * @param size bytes, -1 if the hub does not say
     */
    public record HubFile(String path, long size) {}

    @Override
    public SourceForm form() {
        return SourceForm.HUB;
    }

    @Override
    public Content open(String location, Have have) throws IOException {
        Matcher parts = form().match(location);
        URI file = URI.create(hub + "/" + parts.group(1) + "/resolve/" + parts.group(2) + "/" + parts.group(3));
        return downloads.open(file, have, authorization);
    }

    /**
     * What the repository {@code name} has at {@code revision}, a commit, branch or tag.
     *
     * @throws SourceException if there is no such repository, or the hub does not tell
     */
    public Snapshot snapshot(String name, String revision) throws IOException {
        URI page = URI.create(hub + "/api/models/" + name + "/revision/" + revision + "?blobs=true");
        try (Content content = downloads.open(page, Have.NOTHING, authorization)) {
            JsonNode answer = Wire.mapper().readTree(content.bytes().readNBytes(MAX_LISTING));
            List<HubFile> files = new ArrayList<>();
            for (JsonNode file : answer.path("siblings")) {
                files.add(new HubFile(
                        file.path("rfilename").asString(""), file.path("size").asLong(-1)));
            }
            String licence = answer.path("cardData").path("license").asString("");
            String commit = answer.path("sha").asString("");
            if (!commit.matches("[0-9a-f]{40}")) {
                throw new SourceException(Reason.UNAVAILABLE, "names no commit", null);
            }
            return new Snapshot(commit, licence.isBlank() ? null : licence, List.copyOf(files));
        } catch (JacksonException e) {
            throw SourceException.unavailable("answers with what is no JSON", e);
        }
    }
}
