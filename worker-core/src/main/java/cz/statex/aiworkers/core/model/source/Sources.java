package cz.statex.aiworkers.core.model.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All places that files of models come from. Thread-safe. */
public final class Sources {

    private final Map<SourceForm, ArtifactSource> sources;
    private final FleetSource fleet;
    private final HubSource hub;

    private Sources(SourceSettings settings, String hubToken) {
        HttpDownloads downloads = new HttpDownloads(settings.timeouts());
        this.fleet = new FleetSource(settings.fleet(), downloads);
        this.hub = new HubSource(settings.hub(), hubToken, downloads);
        this.sources = Stream.of(
                        fleet,
                        hub,
                        new MavenSource(settings.mavenSettings(), settings.timeouts()),
                        new NpmSource(
                                settings.npm(),
                                settings.scratch(),
                                settings.timeouts().command()),
                        new S3Source(settings.s3(), settings.timeouts()),
                        new LocalSource(SourceForm.FILE),
                        new LocalSource(SourceForm.CLASS_PATH))
                .collect(Collectors.toMap(ArtifactSource::form, Function.identity()));
    }

    /**
     * The places, none of which is asked before a file is wanted.
     *
     * @param hubToken shown to the model hub, empty for none
     */
    public static Sources of(SourceSettings settings, String hubToken) {
        return new Sources(settings, hubToken);
    }

    /** The one that understands {@code location}; throws {@link IllegalArgumentException} if there is none. */
    public ArtifactSource of(String location) {
        ArtifactSource source = sources.get(SourceForm.of(location));
        if (source == null) {
            throw new IllegalStateException("no source for " + location);
        }
        return source;
    }

    /** The model hub. */
    public HubSource hub() {
        return hub;
    }

    /** Where to ask for a file, in this order: the fleet's own repository if there is one, then {@code locations}. */
    public List<String> inOrder(String model, String version, String file, List<String> locations) {
        String own = fleet.location(model, version, file);
        List<String> all = new ArrayList<>();
        if (own != null && !locations.contains(own)) {
            all.add(own);
        }
        all.addAll(locations);
        return all;
    }
}
