package cz.statex.aiworkers.core.model.source;

import cz.statex.aiworkers.core.model.source.SourceException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.model.building.DefaultModelProcessor;
import org.apache.maven.model.io.DefaultModelReader;
import org.apache.maven.model.superpom.DefaultSuperPomProvider;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.RepositorySystemSession.SessionBuilder;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.repository.AuthenticationSelector;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.jspecify.annotations.Nullable;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

/** The Maven Resolver, set up by a person's {@code settings.xml} the way Maven itself is. Closed by who opened it. */
final class MavenSession implements AutoCloseable {

    private final RepositorySystem system;
    private final CloseableSession session;
    private final List<RemoteRepository> repositories;

    private MavenSession(RepositorySystem system, CloseableSession session, List<RemoteRepository> repositories) {
        this.system = system;
        this.session = session;
        this.repositories = repositories;
    }

    /**
     * Opens it.
     *
     * @param file the settings, null for those in the home directory
     */
    static MavenSession open(@Nullable Path file, SourceSettings.Timeouts timeouts) throws SourceException {
        Path home = Path.of(System.getProperty("user.home"), ".m2");
        Settings settings = settings(file == null ? home.resolve("settings.xml") : file, home);
        RepositorySystem system = new RepositorySystemSupplier().get();
        MavenSession opened = null;
        try {
            opened = open(system, settings, home, timeouts);
            return opened;
        } finally {
            if (opened == null) {
                system.shutdown();
            }
        }
    }

    private static MavenSession open(
            RepositorySystem system, Settings settings, Path home, SourceSettings.Timeouts timeouts) {
        SessionBuilder builder = new SessionBuilderSupplier(system)
                .get()
                .withLocalRepositoryBaseDirectories(local(settings, home))
                .setOffline(settings.isOffline())
                .setMirrorSelector(mirrors(settings))
                .setProxySelector(proxies(settings))
                .setAuthenticationSelector(servers(settings))
                .setConfigProperty("aether.transport.http.connectTimeout", (int)
                        timeouts.connect().toMillis())
                .setConfigProperty("aether.transport.http.requestTimeout", (int)
                        timeouts.stall().toMillis());
        List<RemoteRepository> repositories = repositories(settings);
        CloseableSession session = builder.build();
        return new MavenSession(system, session, system.newResolutionRepositories(session, repositories));
    }

    /** The artifact in the local repository, fetched first if need be. */
    Path resolve(Artifact artifact) throws ArtifactResolutionException {
        return system.resolveArtifact(session, new ArtifactRequest(artifact, repositories, null))
                .getArtifact()
                .getPath();
    }

    @Override
    public void close() {
        session.close();
        system.shutdown();
    }

    private static Settings settings(Path file, Path home) throws SourceException {
        DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
        request.setUserSettingsFile(file.toFile());
        request.setSystemProperties(System.getProperties());
        try {
            Settings settings = new DefaultSettingsBuilderFactory()
                    .newInstance()
                    .build(request)
                    .getEffectiveSettings();
            decrypt(settings, home);
            return settings;
        } catch (SettingsBuildingException e) {
            throw new SourceException(Reason.REFUSED, "has a settings.xml that cannot be read", e);
        }
    }

    private static void decrypt(Settings settings, Path home) {
        DefaultSecDispatcher dispatcher = new DefaultSecDispatcher(new DefaultPlexusCipher());
        dispatcher.setConfigurationFile(home.resolve("settings-security.xml").toString());
        SettingsDecryptionResult clear =
                new DefaultSettingsDecrypter(dispatcher).decrypt(new DefaultSettingsDecryptionRequest(settings));
        settings.setServers(clear.getServers());
        settings.setProxies(clear.getProxies());
    }

    private static Path local(Settings settings, Path home) {
        String named = System.getProperty("maven.repo.local", settings.getLocalRepository());
        return named == null || named.isBlank() ? home.resolve("repository") : Path.of(named);
    }

    private static DefaultMirrorSelector mirrors(Settings settings) {
        DefaultMirrorSelector mirrors = new DefaultMirrorSelector();
        for (Mirror mirror : settings.getMirrors()) {
            mirrors.add(
                    mirror.getId(),
                    mirror.getUrl(),
                    mirror.getLayout(),
                    false,
                    mirror.isBlocked(),
                    mirror.getMirrorOf(),
                    mirror.getMirrorOfLayouts());
        }
        return mirrors;
    }

    private static DefaultProxySelector proxies(Settings settings) {
        DefaultProxySelector proxies = new DefaultProxySelector();
        for (Proxy proxy : settings.getProxies()) {
            if (proxy.isActive()) {
                AuthenticationBuilder login = new AuthenticationBuilder()
                        .addUsername(proxy.getUsername())
                        .addPassword(proxy.getPassword());
                proxies.add(
                        new org.eclipse.aether.repository.Proxy(
                                proxy.getProtocol(), proxy.getHost(), proxy.getPort(), login.build()),
                        proxy.getNonProxyHosts());
            }
        }
        return proxies;
    }

    private static AuthenticationSelector servers(Settings settings) {
        DefaultAuthenticationSelector servers = new DefaultAuthenticationSelector();
        for (Server server : settings.getServers()) {
            servers.add(
                    server.getId(),
                    new AuthenticationBuilder()
                            .addUsername(server.getUsername())
                            .addPassword(server.getPassword())
                            .addPrivateKey(server.getPrivateKey(), server.getPassphrase())
                            .build());
        }
        return servers;
    }

    /** Those of the active profiles, then the one every project inherits from Maven itself. */
    private static List<RemoteRepository> repositories(Settings settings) {
        Set<String> active = new HashSet<>(settings.getActiveProfiles());
        List<RemoteRepository> repositories = new ArrayList<>();
        for (Profile profile : settings.getProfiles()) {
            boolean byDefault =
                    profile.getActivation() != null && profile.getActivation().isActiveByDefault();
            if (active.contains(profile.getId()) || byDefault) {
                profile.getRepositories().forEach(one -> repositories.add(repository(one.getId(), one.getUrl())));
            }
        }
        inherited().forEach(repositories::add);
        return repositories;
    }

    private static Stream<RemoteRepository> inherited() {
        DefaultModelProcessor reader = new DefaultModelProcessor().setModelReader(new DefaultModelReader());
        return new DefaultSuperPomProvider()
                .setModelProcessor(reader).getSuperModel("4.0.0").getRepositories().stream()
                        .map(one -> repository(one.getId(), one.getUrl()));
    }

    private static RemoteRepository repository(String id, String url) {
        return new RemoteRepository.Builder(id, "default", url).build();
    }
}
