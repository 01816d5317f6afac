package cz.statex.aiworkers.core.config.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.config.ModelProperties;
import cz.statex.aiworkers.core.config.properties.BrokerProperties;
import cz.statex.aiworkers.core.config.properties.CacheProperties;
import cz.statex.aiworkers.core.config.properties.DatabaseProperties;
import cz.statex.aiworkers.core.config.properties.ExecutionProperties;
import cz.statex.aiworkers.core.config.properties.ObservationProperties;
import cz.statex.aiworkers.core.config.properties.ProviderProperties;
import cz.statex.aiworkers.core.config.properties.RedisProperties;
import cz.statex.aiworkers.core.config.properties.RegistryProperties;
import cz.statex.aiworkers.core.config.properties.ServiceProperties;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SeedEnvironmentTest {

    private static final String BROKER_URL = "amqp://user:p%40ss@rabbit:5673/tenant";
    private static final String DATABASE_URL = "postgresql://user:p%40ss@db:5433/statex_ai";
    private static final String REDIS_URL = "redis://:secret@redis:6380/2";

    private static final Map<String, String> SEED = Map.ofEntries(
            Map.entry("SERVICE_NAME", "my-workers"),
            Map.entry("WORKER_ID", "worker-001"),
            Map.entry("WORKER_TYPE", "text_analysis"),
            Map.entry("LOG_LEVEL", "DEBUG"),
            Map.entry("ENVIRONMENT", "staging"),
            Map.entry("BROKER_URL", BROKER_URL),
            Map.entry("BROKER_TOPIC", "my-tasks"),
            Map.entry("BROKER_RETRY_ATTEMPTS", "4"),
            Map.entry("BROKER_RETRY_DELAY", "1500"),
            Map.entry("DATABASE_URL", DATABASE_URL),
            Map.entry("DATABASE_POOL_SIZE", "7"),
            Map.entry("DATABASE_MAX_OVERFLOW", "8"),
            Map.entry("REDIS_URL", REDIS_URL),
            Map.entry("REDIS_POOL_SIZE", "6"),
            Map.entry("MODEL_CACHE_DIR", "/app/models"),
            Map.entry("MODEL_DOWNLOAD_URL", "https://models.example.org"),
            Map.entry("MODEL_CACHE_TTL", "3601"),
            Map.entry("MAX_MODEL_SIZE", "5000000001"),
            Map.entry("MAX_CONCURRENT_TASKS", "9"),
            Map.entry("TASK_TIMEOUT", "301"),
            Map.entry("MODEL_LOAD_TIMEOUT", "61"),
            Map.entry("RESULT_CACHE_TTL", "1801"),
            Map.entry("PROMETHEUS_ENABLED", "false"),
            Map.entry("PROMETHEUS_PORT", "9191"),
            Map.entry("HEALTH_CHECK_INTERVAL", "31"),
            Map.entry("METRICS_UPDATE_INTERVAL", "11"),
            Map.entry("OPENAI_API_KEY", "openai"),
            Map.entry("ANTHROPIC_API_KEY", "anthropic"),
            Map.entry("HUGGINGFACE_TOKEN", "hugging"));

    @Test
    void bindsEveryVariableOfTheSeed() {
        assertThat(SEED).hasSize(29);
        ConfigurableEnvironment environment = environment(SEED);

        assertThat(bind(environment, "service", ServiceProperties.class))
                .isEqualTo(new ServiceProperties("my-workers", "worker-001", "text_analysis", "DEBUG", "staging"));
        BrokerProperties broker = bind(environment, "broker", BrokerProperties.class);
        assertThat(broker.url()).isEqualTo(BROKER_URL);
        assertThat(broker.topic()).isEqualTo("my-tasks");
        assertThat(broker.retryAttempts()).isEqualTo(4);
        assertThat(broker.retryDelay()).isEqualTo(Duration.ofMillis(1500));
        assertThat(bind(environment, "database", DatabaseProperties.class))
                .isEqualTo(new DatabaseProperties(DATABASE_URL, 7, 8));
        assertThat(bind(environment, "redis", RedisProperties.class)).isEqualTo(new RedisProperties(REDIS_URL, 6));
        ModelProperties models = bind(environment, "models", ModelProperties.class);
        assertThat(models.cacheDir()).isEqualTo(Path.of("/app/models"));
        assertThat(models.downloadUrl()).isEqualTo(URI.create("https://models.example.org"));
        assertThat(models.cacheTtl()).isEqualTo(Duration.ofSeconds(3601));
        assertThat(models.maxSize()).isEqualTo(5_000_000_001L);
        assertThat(models.loadTimeout()).isEqualTo(Duration.ofSeconds(61));
        ExecutionProperties execution = bind(environment, "execution", ExecutionProperties.class);
        assertThat(execution.maxConcurrentTasks()).isEqualTo(9);
        assertThat(execution.taskTimeout()).isEqualTo(Duration.ofSeconds(301));
        assertThat(bind(environment, "cache", CacheProperties.class).resultTtl())
                .isEqualTo(Duration.ofSeconds(1801));
        assertThat(bind(environment, "observation", ObservationProperties.class))
                .isEqualTo(new ObservationProperties(false, 9191, Duration.ofSeconds(11)));
        assertThat(bind(environment, "registry", RegistryProperties.class).heartbeatInterval())
                .isEqualTo(Duration.ofSeconds(31));
        assertThat(bind(environment, "providers", ProviderProperties.class))
                .isEqualTo(new ProviderProperties("openai", "anthropic", "hugging"));
    }

    @Test
    void translatesTheSeedForSpringBoot() {
        ConfigurableEnvironment environment = environment(SEED);
        Map<String, String> expected = Map.ofEntries(
                Map.entry("spring.application.name", "my-workers"),
                Map.entry("spring.rabbitmq.host", "rabbit"),
                Map.entry("spring.rabbitmq.port", "5673"),
                Map.entry("spring.rabbitmq.username", "user"),
                Map.entry("spring.rabbitmq.password", "p@ss"),
                Map.entry("spring.rabbitmq.virtual-host", "tenant"),
                Map.entry("spring.rabbitmq.ssl.enabled", "false"),
                Map.entry(
                        "spring.datasource.url",
                        "jdbc:postgresql://db:5433/statex_ai?tcpKeepAlive=true&socketTimeout=30&logServerErrorDetail=false"
                                + "&ApplicationName=my-workers"),
                Map.entry("spring.datasource.username", "user"),
                Map.entry("spring.datasource.password", "p@ss"),
                Map.entry("spring.datasource.hikari.minimum-idle", "7"),
                Map.entry("spring.datasource.hikari.maximum-pool-size", "15"),
                Map.entry("spring.data.redis.host", "redis"),
                Map.entry("spring.data.redis.port", "6380"),
                Map.entry("spring.data.redis.password", "secret"),
                Map.entry("spring.data.redis.database", "2"),
                Map.entry("spring.data.redis.lettuce.pool.max-active", "6"),
                Map.entry("spring.data.redis.lettuce.pool.max-idle", "6"),
                Map.entry("server.port", "9191"),
                Map.entry("management.prometheus.metrics.export.enabled", "false"),
                Map.entry("management.prometheus.metrics.export.step", "PT11S"),
                Map.entry("logging.level.root", "DEBUG"),
                Map.entry("logging.structured.format.console", "ecs"));
        expected.forEach((name, value) ->
                assertThat(environment.getProperty(name)).as(name).isEqualTo(value));
    }

    @Test
    void bindsTheSameWithoutVariablesAsTheRecordsSayThemselves() {
        ConfigurableEnvironment filled = environment(Map.of("WORKER_ID", "w", "MODEL_CACHE_DIR", "/m"));
        ConfigurableEnvironment bare = new StandardEnvironment();
        bare.getPropertySources().forEach(source -> bare.getPropertySources().remove(source.getName()));
        bare.getPropertySources()
                .addFirst(new MapPropertySource(
                        "bare", Map.of("ai-workers.service.worker-id", "w", "ai-workers.models.cache-dir", "/m")));
        Map<String, Class<?>> records = Map.of(
                "service", ServiceProperties.class,
                "broker", BrokerProperties.class,
                "database", DatabaseProperties.class,
                "redis", RedisProperties.class,
                "cache", CacheProperties.class,
                "execution", ExecutionProperties.class,
                "registry", RegistryProperties.class,
                "observation", ObservationProperties.class,
                "providers", ProviderProperties.class,
                "models", ModelProperties.class);
        records.forEach((name, type) ->
                assertThat((Object) bind(filled, name, type)).as(name).isEqualTo(bind(bare, name, type)));
    }

    @Test
    void letsTheCanonicalNameWin() {
        Map<String, String> both = new HashMap<>(SEED);
        both.put("AI_WORKERS_SERVICE_NAME", "canonical");
        both.put("AI_WORKERS_EXECUTION_TASK_TIMEOUT", "12");
        both.put("AI_WORKERS_BROKER_URL", "amqps://other");
        ConfigurableEnvironment environment = environment(both);
        assertThat(bind(environment, "service", ServiceProperties.class).name()).isEqualTo("canonical");
        assertThat(bind(environment, "execution", ExecutionProperties.class).taskTimeout())
                .isEqualTo(Duration.ofSeconds(12));
        assertThat(environment.getProperty("spring.rabbitmq.host")).isEqualTo("other");
        assertThat(environment.getProperty("spring.rabbitmq.port")).isEqualTo("5671");
        assertThat(environment.getProperty("spring.rabbitmq.ssl.enabled")).isEqualTo("true");
        assertThat(environment.getProperty("spring.application.name")).isEqualTo("canonical");
    }

    @Test
    void losesAgainstWhatTheApplicationSays() {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "application", Map.of("spring.rabbitmq.host", "mine", "server.port", "1234")));
        process(environment, SEED);
        assertThat(environment.getProperty("spring.rabbitmq.host")).isEqualTo("mine");
        assertThat(environment.getProperty("server.port")).isEqualTo("1234");
    }

    @Test
    void makesUpAWorkerIdThatIsItsOwn() {
        Map<String, String> pod = Map.of("HOSTNAME", "pod-7");
        String first = environment(pod).getProperty("ai-workers.service.worker-id", "");
        assertThat(first)
                .startsWith("pod-7-")
                .isNotEqualTo(environment(pod).getProperty("ai-workers.service.worker-id"));
        assertThat(environment(Map.of()).getProperty("ai-workers.service.worker-id"))
                .isNotBlank();
    }

    @Test
    void ignoresThePortThatKubernetesInjects() {
        ConfigurableEnvironment environment = environment(Map.of("PROMETHEUS_PORT", "tcp://10.0.0.7:9090"));
        assertThat(environment.getProperty("server.port")).isEqualTo("9090");
        assertThat(bind(environment, "observation", ObservationProperties.class).prometheusPort())
                .isEqualTo(9090);
    }

    @ParameterizedTest
    @CsvSource({"WARNING, WARN", "critical, ERROR", "info, info"})
    void understandsPythonsLogLevels(String theirs, String ours) {
        assertThat(environment(Map.of("LOG_LEVEL", theirs)).getProperty("logging.level.root"))
                .isEqualTo(ours);
    }

    @Test
    void logsPlainTextLocally() {
        assertThat(environment(Map.of("ENVIRONMENT", "local")).getProperty("logging.structured.format.console"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql+psycopg2://u:p@db/x, jdbc:postgresql://db:5432/x",
        "postgres://db/x?sslmode=require, jdbc:postgresql://db:5432/x?sslmode=require&tcpKeepAlive=true",
        "postgresql://db/x?socketTimeout=7, jdbc:postgresql://db:5432/x?socketTimeout=7&tcpKeepAlive=true&logServerErrorDetail=false&ApplicationName",
        "jdbc:postgresql://db/x?user=me, jdbc:postgresql://db/x?user=me"
    })
    void takesDatabaseUrlsOfManyKinds(String url, String jdbc) {
        assertThat(environment(Map.of("DATABASE_URL", url)).getProperty("spring.datasource.url"))
                .startsWith(jdbc);
    }

    @Test
    void worksWithoutRedis() {
        ConfigurableEnvironment environment = environment(Map.of("REDIS_URL", ""));
        assertThat(environment.getProperty("spring.data.redis.host")).isNull();
        assertThat(environment.getProperty("management.health.redis.enabled")).isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BROKER_URL", "DATABASE_URL", "REDIS_URL"})
    void saysHowAUrlMustLookButNeverRepeatsIt(String variable) {
        for (String url : new String[] {"http://user:hidden@host", "amqp//:hidden", "redis://user:hid den@host"}) {
            assertThatThrownBy(() -> environment(Map.of(variable, url)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(variable)
                    .hasMessageContaining("://user:password@host:port/name")
                    .hasMessageNotContaining("hid");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void tellsTheOperatorWhichAddressToMend(CapturedOutput output) {
        SpringApplication application = new SpringApplication(SeedEnvironmentTest.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        assertThatThrownBy(() -> application.run("--ai-workers.database.url=mysql://user:hidden@host/db"))
                .isInstanceOf(ServerUrlException.class);
        assertThat(output)
                .contains("APPLICATION FAILED TO START", "DATABASE_URL must look like postgresql://")
                .doesNotContain("hidden", "\tat ");
    }

    @Test
    void leavesBadNumbersToTheRecordsThatNameThem() {
        ConfigurableEnvironment environment = environment(
                Map.of("DATABASE_POOL_SIZE", "many", "REDIS_POOL_SIZE", "few", "METRICS_UPDATE_INTERVAL", "often"));
        assertThatThrownBy(() -> bind(environment, "database", DatabaseProperties.class))
                .hasMessageContaining("ai-workers.database");
        assertThatThrownBy(() -> bind(environment, "redis", RedisProperties.class))
                .hasMessageContaining("ai-workers.redis");
        assertThatThrownBy(() -> bind(environment, "observation", ObservationProperties.class))
                .hasMessageContaining("ai-workers.observation");
    }

    @Test
    void showsNoSecretInTheRecordsText() {
        ConfigurableEnvironment environment = environment(SEED);
        assertThat(bind(environment, "broker", BrokerProperties.class).toString())
                .doesNotContain("p%40ss");
        assertThat(bind(environment, "database", DatabaseProperties.class).toString())
                .doesNotContain("p%40ss");
        assertThat(bind(environment, "redis", RedisProperties.class).toString()).doesNotContain("secret");
        assertThat(bind(environment, "providers", ProviderProperties.class).toString())
                .doesNotContain("openai=");
        assertThat(ServerUrl.parse("X", "amqp://u:hidden@h", java.util.Set.of("amqp"), 1))
                .hasToString("amqp://h:1");
    }

    private static ConfigurableEnvironment environment(Map<String, String> variables) {
        return process(new StandardEnvironment(), variables);
    }

    private static ConfigurableEnvironment process(ConfigurableEnvironment environment, Map<String, String> variables) {
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(variables)));
        ConfigurationPropertySources.attach(environment);
        SeedEnvironment seed = new SeedEnvironment();
        seed.postProcessEnvironment(environment, new SpringApplication());
        seed.postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }

    private static <T> T bind(ConfigurableEnvironment environment, String feature, Class<T> type) {
        return Binder.get(environment).bindOrCreate("ai-workers." + feature, type);
    }
}
