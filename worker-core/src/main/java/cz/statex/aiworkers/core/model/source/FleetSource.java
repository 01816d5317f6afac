package cz.statex.aiworkers.core.model.source;

import cz.statex.aiworkers.core.model.source.SourceException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's own repository: static files under one address, in the layout of the cache. Addresses anywhere else are
 * refused, and so are redirects to other hosts, so that neither a catalog nor the repository can make workers call them. A
 * name and password in the address are shown to its host only.
 */
final class FleetSource implements ArtifactSource {

    private final HttpDownloads downloads;
    private final @Nullable URI root;
    private final @Nullable String authorization;

    FleetSource(@Nullable URI address, HttpDownloads downloads) {
        this.downloads = downloads;
        this.root = address == null ? null : root(address);
        this.authorization = address == null || address.getRawUserInfo() == null
                ? null
                : "Basic "
                        + Base64.getEncoder()
                                .encodeToString(address.getUserInfo().getBytes(StandardCharsets.UTF_8));
    }

    /** The address without name and password, ending with a slash. */
    private static URI root(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        return URI.create(
                address.getScheme() + "://" + address.getHost() + port + path + (path.endsWith("/") ? "" : "/"));
    }

    @Override
    public SourceForm form() {
        return SourceForm.FLEET;
    }

    /** Where the repository has a file, null if there is no repository. */
    @Nullable
    String location(String model, String version, String file) {
        return root == null
                ? null
                : root.resolve(model + "/" + version + "/" + file).toString();
    }

    @Override
    public Content open(String location, Have have) throws IOException {
        form().match(location);
        URI file = address(location);
        if (root == null || !file.toString().startsWith(root.toString())) {
            throw new SourceException(
                    Reason.REFUSED, "is not below MODEL_DOWNLOAD_URL, the only address that files come from", null);
        }
        return downloads.openThere(file, have, authorization);
    }

    private static URI address(String location) throws SourceException {
        try {
            return new URI(location).normalize();
        } catch (URISyntaxException e) {
            throw new SourceException(Reason.REFUSED, "is no address: " + e.getReason(), e);
        }
    }
}
