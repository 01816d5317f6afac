package cz.statex.aiworkers.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The page lists every property as its record describes it, and maps every variable to a property that exists. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^\\| `[A-Z_]+` \\| `([a-z.-]+)` \\|");
    private static final String TABLE = "| property | default | meaning |\n|---|---|---|\n";

    @Test
    void listsEveryPropertyAsItsRecordDescribesIt() throws IOException {
        StringBuilder table = new StringBuilder(TABLE);
        properties().forEach((name, property) -> table.append(row(name, property)));
        String page = Files.readString(PAGE);
        if (Boolean.getBoolean("aiw.docs.write")) {
            int start = page.indexOf(TABLE);
            page = (start < 0 ? page : page.substring(0, start)) + table;
            Files.writeString(PAGE, page);
        }

        assertThat(page).endsWith(table);
    }

    @Test
    void mapsVariablesToPropertiesThatExist() throws IOException {
        Map<String, JsonNode> properties = properties();

        assertThat(VARIABLE.matcher(Files.readString(PAGE)).results().map(row -> row.group(1)))
                .hasSize(29)
                .allMatch(properties::containsKey);
    }

    private static String row(String name, JsonNode property) {
        String meaning = property.path("description")
                .asString("")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replace("|", "\\|");
        String value = property.path("defaultValue").asString("");
        return "| `" + name + "` | " + (value.isEmpty() ? "" : "`" + value + "`") + " | " + meaning + " |\n";
    }

    private static Map<String, JsonNode> properties() throws IOException {
        Map<String, JsonNode> properties = new TreeMap<>();
        try (InputStream metadata =
                ConfigurationPageTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : Wire.mapper().readTree(metadata).path("properties")) {
                properties.put(property.path("name").asString(), property);
            }
        }
        return properties;
    }
}
