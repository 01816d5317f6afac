package cz.statex.aiworkers.local;

import cz.statex.aiworkers.embedded.FreePort;
import cz.statex.aiworkers.embedded.ServerStartException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;

/**
 * A fleet: its servers and, in one Spring context, every worker. Thread-safe; {@link #close} ends it in order, workers
 * before servers, from any thread and also while {@link #start} is still going on.
 */
public final class LocalFleet implements AutoCloseable {

    /** Name of the log in the data directory. */
    public static final String LOG_FILE = "fleet.log";

    private final FleetOptions options;
    private final Clock clock;
    private final Owned owned = new Owned();
    private volatile @Nullable ConfigurableApplicationContext context;

    /** A fleet that does not run yet. */
    public LocalFleet(FleetOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    /**
     * Starts it and returns when its workers take tasks.
     *
     * @param moreWorkers configuration classes of workers besides the fleet's own
     * @return where it is found, as also written to its data directory
     * @throws FleetException if it cannot start; nothing is left running then
     */
    public FleetFile start(Class<?>... moreWorkers) {
        Path directory = options.directory();
        try {
            owned.own(FleetLock.acquire(directory));
            FleetServers servers = owned.own(new FleetServers(options));
            int management = options.ports().management() == 0
                    ? FreePort.find()
                    : options.ports().management();
            context = owned.own(application(servers, management, moreWorkers));
            FleetFile file = new FleetFile(
                    ProcessHandle.current().pid(),
                    clock.instant(),
                    servers.brokerUrl(),
                    servers.databaseUrl(),
                    servers.redisUrl(),
                    "http://127.0.0.1:" + management);
            file.write(directory);
            owned.own(() -> FleetFile.delete(directory));
            return file;
        } catch (FleetException | ServerStartException e) {
            close();
            throw new FleetException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** The innermost cause, except that a port in use is said with its number, which the cause below it does not know. */
    private static String reason(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return NestedExceptionUtils.getMostSpecificCause(failure).toString();
    }

    /** The Spring context of the running fleet, for whoever needs a part of it. */
    public ApplicationContext context() {
        if (context == null) {
            throw new IllegalStateException("the fleet does not run");
        }
        return context;
    }

    private ConfigurableApplicationContext application(FleetServers servers, int management, Class<?>... moreWorkers) {
        Class<?>[] sources = Stream.concat(Stream.of(FleetApplication.class), Stream.of(moreWorkers))
                .toArray(Class<?>[]::new);
        SpringApplication application = new SpringApplication(sources);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        // The owner of the fleet decides when it ends; a hook of the context would race with the servers'.
        application.setRegisterShutdownHook(false);
        application.addInitializers(starting -> {
            // Configuration classes are read while the servers start; no bean is made before they answer.
            servers.begin();
            starting.addBeanFactoryPostProcessor(beans -> servers.awaitReady());
        });
        try {
            return application.run(properties(servers, management));
        } catch (FleetException | ServerStartException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new FleetException(
                    "the fleet cannot start: " + reason(e) + "; "
                            + options.directory().resolve(LOG_FILE) + " tells more",
                    e);
        }
    }

    /** In the form of command line arguments, which precede all other sources. */
    private String[] properties(FleetServers servers, int management) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("SERVICE_NAME", "ai-workers-local");
        properties.put("WORKER_ID", "local-" + ProcessHandle.current().pid());
        properties.put("WORKER_TYPE", "local");
        properties.put("BROKER_URL", servers.brokerUrl());
        properties.put("DATABASE_URL", servers.databaseUrl());
        properties.put("REDIS_URL", servers.redisUrl());
        properties.put("MAX_CONCURRENT_TASKS", options.slots());
        properties.put("PROMETHEUS_PORT", management);
        properties.put("ENVIRONMENT", "local");
        properties.put("server.address", "127.0.0.1");
        // The console belongs to the command that runs the fleet.
        properties.put("logging.console.enabled", false);
        properties.put("logging.file.name", options.directory().resolve(LOG_FILE));
        properties.put("logging.level.qpid", "WARN");
        properties.put("logging.level.org.apache.qpid", "WARN");
        properties.put("logging.level.io.zonky", "WARN");
        properties.putAll(options.properties());
        return properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
    }

    @Override
    public void close() {
        owned.close();
    }
}
