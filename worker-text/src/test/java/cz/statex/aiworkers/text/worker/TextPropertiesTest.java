package cz.statex.aiworkers.text.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.JsonNode;

class TextPropertiesTest {

    private static final String TABLE = "| property of the text workers | default | meaning |\n|---|---|---|\n";

    /** Of this module alone: on the class path there is that of worker-core, too. */
    private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

    private final LiveCatalog catalog = LiveCatalog.of(ModelCatalog.builtIn());

    @Test
    void theModelIsNamedByACanonicalVariable() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.of("AI_WORKERS_TEXT_EMBEDDING_MODEL", "my-model@2")));
        TextProperties properties = Binder.get(environment).bindOrCreate("ai-workers.text", TextProperties.class);
        assertThat(properties.embeddingModel()).isEqualTo("my-model@2");
    }

    @Test
    void withoutAPropertyItIsTheBuiltInOne() {
        TextProperties properties =
                Binder.get(new StandardEnvironment()).bindOrCreate("ai-workers.text", TextProperties.class);
        assertThat(properties.embeddingModel(catalog).get().id()).isEqualTo("all-minilm-l6-v2@1");
        assertThat(new TextProperties("all-minilm-l6-v2@1", null, null, null)
                        .embeddingModel(catalog)
                        .get()
                        .name())
                .isEqualTo("all-minilm-l6-v2");
    }

    @Test
    void aVariableThatIsSetToNothingNamesNoModel() {
        TextProperties properties = new TextProperties("all-minilm-l6-v2", "", null, " ");
        assertThat(properties.sentimentModel()).isNull();
        assertThat(properties.translationModel()).isNull();
    }

    @Test
    void refusesWhatTheCatalogHasNotAndWhatIsNoEncoder() {
        assertThatThrownBy(() -> new TextProperties("no-such", null, null, null).embeddingModel(catalog))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ai-workers.text.embedding-model is 'no-such', but the model catalog has no"
                        + " 'no-such'; it has [")
                .hasMessageContaining("all-minilm-l6-v2@1");
        assertThatThrownBy(() -> new TextProperties("silero-vad", null, null, null).embeddingModel(catalog))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "ai-workers.text.embedding-model is 'silero-vad', a model for the program silero_vad with the"
                                + " files [checkpoint], but must be one for bert_encoder with a tokenizer");
    }

    @Test
    void thePageListsEveryPropertyAsItsRecordDescribesIt() throws IOException {
        StringBuilder table = new StringBuilder(TABLE);
        try (InputStream metadata = Files.newInputStream(METADATA)) {
            for (JsonNode property : Wire.mapper().readTree(metadata).path("properties")) {
                table.append("| `")
                        .append(property.path("name").asString())
                        .append("` | ")
                        .append(property.path("defaultValue").asString("").replaceFirst("^.+$", "`$0`"))
                        .append(" | ")
                        .append(property.path("description").asString().replaceAll("\\{@code ([^}]*)}", "`$1`"))
                        .append(" |\n");
            }
        }
        assertThat(Files.readString(Path.of("../docs/configuration.md"))).contains(table + "\n");
    }
}
