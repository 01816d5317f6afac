package cz.statex.aiworkers.local.models;

import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.source.ArtifactSource.Have;
import cz.statex.aiworkers.core.model.source.Content;
import cz.statex.aiworkers.core.model.source.HubSource;
import cz.statex.aiworkers.core.model.source.SourceException;
import cz.statex.aiworkers.core.model.source.SourceSettings;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A model repository of the hub, at the commit that a branch or tag stands for now. */
final class HubOrigin implements Origin {

    private static final Pattern REFERENCE = Pattern.compile("hf:(\\w[\\w.-]*/\\w[\\w.-]*)(?:@(\\w[\\w.-]*))?");
    private static final int MAX_SMALL_FILE = 4 * 1024 * 1024;

    /** The hub's words for licences whose SPDX identifiers are written otherwise. */
    private static final Map<String, String> SPDX = Map.of(
            "apache-2.0", "Apache-2.0",
            "mit", "MIT",
            "bsd-3-clause", "BSD-3-Clause",
            "cc-by-4.0", "CC-BY-4.0",
            "cc-by-sa-4.0", "CC-BY-SA-4.0",
            "cc-by-nc-4.0", "CC-BY-NC-4.0",
            "cc0-1.0", "CC0-1.0",
            "gpl-3.0", "GPL-3.0-only");

    private final HubSource hub;
    private final String repository;
    private final HubSource.Snapshot snapshot;

    private HubOrigin(HubSource hub, String repository, HubSource.Snapshot snapshot) {
        this.hub = hub;
        this.repository = repository;
        this.snapshot = snapshot;
    }

    /** Asks the hub what {@code reference}, of the form {@code hf:ORG/NAME@REVISION}, stands for. */
    static HubOrigin of(String reference, HubSource hub) throws ModelsException {
        Matcher parts = REFERENCE.matcher(reference);
        if (!parts.matches()) {
            throw new ModelsException(ExitCode.USAGE, "'" + reference + "' must have the form hf:ORG/NAME[@REVISION]");
        }
        String revision = parts.group(2) == null ? "main" : parts.group(2);
        try {
            return new HubOrigin(hub, parts.group(1), hub.snapshot(parts.group(1), revision));
        } catch (IOException e) {
            throw refused(e, parts.group(1) + " at " + revision);
        }
    }

    /** What the hub says to a person who has asked for something. */
    private static ModelsException refused(IOException e, String asked) {
        if (!(e instanceof SourceException source)) {
            return new ModelsException(
                    ExitCode.CANNOT_CONNECT, "the model hub broke off, asked for " + asked + "; try again");
        }
        boolean absent = source.reason() == SourceException.Reason.ABSENT;
        return new ModelsException(
                absent ? ExitCode.NOT_FOUND : ExitCode.CANNOT_CONNECT,
                "the model hub " + e.getMessage() + ", asked for " + asked + "; private models need HUGGINGFACE_TOKEN");
    }

    @Override
    public String name() {
        return repository.substring(repository.indexOf('/') + 1);
    }

    @Override
    public String version() {
        return snapshot.commit().substring(0, 12);
    }

    @Override
    public @Nullable String licence() {
        String licence = snapshot.licence();
        return licence == null ? null : SPDX.getOrDefault(licence, "LicenseRef-" + licence);
    }

    @Override
    public String page() {
        return SourceSettings.PUBLIC_HUB + "/" + repository;
    }

    @Override
    public List<String> files() {
        return snapshot.files().stream().map(HubSource.HubFile::path).sorted().toList();
    }

    @Override
    public byte[] read(String file) throws ModelsException {
        try (Content content = hub.open(location(file), Have.NOTHING)) {
            byte[] bytes = content.bytes().readNBytes(MAX_SMALL_FILE + 1);
            if (bytes.length > MAX_SMALL_FILE) {
                throw new ModelsException(
                        ExitCode.REFUSED,
                        file + " of " + repository + " is larger than " + MAX_SMALL_FILE
                                + " bytes, which it never needs");
            }
            return bytes;
        } catch (IOException e) {
            throw refused(e, file + " of " + repository);
        }
    }

    @Override
    public long size(String file) {
        return snapshot.files().stream()
                .filter(one -> one.path().equals(file))
                .mapToLong(HubSource.HubFile::size)
                .findFirst()
                .orElse(0);
    }

    @Override
    public ModelArtifact artifact(String file) {
        return new ModelArtifact(Origin.nameInCache(file), null, 0, List.of(location(file)));
    }

    private String location(String file) {
        return "hf:" + repository + "@" + snapshot.commit() + "/" + file;
    }
}
