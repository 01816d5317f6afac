package cz.statex.aiworkers.local.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {

    @Test
    void goesByTheVariablesOfWorkers() {
        StoreSettings settings = StoreSettings.of(
                Map.of(
                        "MODEL_CACHE_DIR", "/models",
                        "MODEL_DOWNLOAD_URL", "https://models.example/",
                        "MAX_MODEL_SIZE", "7",
                        "HUGGINGFACE_TOKEN", "hf_secret",
                        "AI_WORKERS_MODELS_SOURCES_HUB", "https://mirror.example"),
                null,
                null);
        assertThat(settings.cache()).isEqualTo(Path.of("/models"));
        assertThat(settings.catalog()).isEqualTo(Path.of("/models/catalog.yml"));
        assertThat(settings.fleet()).isEqualTo(URI.create("https://models.example/"));
        assertThat(settings.maxBytes()).isEqualTo(7);
        assertThat(settings.hub()).isEqualTo(URI.create("https://mirror.example"));
        assertThat(settings.hubToken()).isEqualTo("hf_secret");
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @Test
    void canonicalVariablesWinAndPeopleWinOverBoth() {
        Map<String, String> environment = Map.of(
                "MODEL_CACHE_DIR", "/models",
                "AI_WORKERS_MODELS_CACHE_DIR", "/canonical",
                "AI_WORKERS_MODELS_CATALOG", "/etc/models.yml",
                "AI_WORKERS_MODELS_SOURCES_MAVEN_SETTINGS", "/etc/settings.xml");
        assertThat(StoreSettings.of(environment, null, null).cache()).isEqualTo(Path.of("/canonical"));
        assertThat(StoreSettings.of(environment, null, null).catalog()).isEqualTo(Path.of("/etc/models.yml"));
        assertThat(StoreSettings.of(environment, null, null).mavenSettings()).isEqualTo(Path.of("/etc/settings.xml"));
        StoreSettings named = StoreSettings.of(environment, Path.of("/named"), Path.of("/named.yml"));
        assertThat(named.cache()).isEqualTo(Path.of("/named"));
        assertThat(named.catalog()).isEqualTo(Path.of("/named.yml"));
    }

    @Test
    void hasDefaults() {
        StoreSettings settings = StoreSettings.of(Map.of("MODEL_DOWNLOAD_URL", ""), null, null);
        assertThat(settings.cache()).endsWith(Path.of(".cache/ai-workers/models"));
        assertThat(settings.fleet()).isNull();
        assertThat(settings.npm()).isEqualTo("npm");
        assertThat(settings.maxBytes()).isEqualTo(5_000_000_000L);
    }

    @Test
    void readsFoldersAndTimesAsWorkersDo() {
        StoreSettings settings = StoreSettings.of(
                Map.of(
                        "MODEL_CACHE_DIR", "~/models",
                        "AI_WORKERS_MODELS_SOURCES_STALL_TIMEOUT", "5s",
                        "AI_WORKERS_MODELS_SOURCES_COMMAND_TIMEOUT", "PT2M",
                        "AI_WORKERS_MODELS_SOURCES_LOCK_TIMEOUT", "1500"),
                null,
                null);
        assertThat(settings.cache()).isEqualTo(Path.of(System.getProperty("user.home"), "models"));
        assertThat(settings.catalog()).isEqualTo(settings.cache().resolve("catalog.yml"));
        assertThat(settings.timeouts().connect()).hasSeconds(10);
        assertThat(settings.timeouts().stall()).hasSeconds(5);
        assertThat(settings.timeouts().command()).hasMinutes(2);
        assertThat(settings.lockTimeout()).hasMillis(1500);
        assertThatThrownBy(() -> StoreSettings.of(Map.of("AI_WORKERS_MODELS_SOURCES_LOCK_TIMEOUT", "soon"), null, null))
                .hasMessage("AI_WORKERS_MODELS_SOURCES_LOCK_TIMEOUT is 'soon', but must be a time, for example 30s");
    }

    @Test
    void refusesASizeThatIsNone() {
        assertThatThrownBy(() -> StoreSettings.of(Map.of("MAX_MODEL_SIZE", "5GB"), null, null))
                .hasMessage("MAX_MODEL_SIZE (or AI_WORKERS_MODELS_MAX_SIZE) is '5GB', but must be a number of bytes");
    }
}
