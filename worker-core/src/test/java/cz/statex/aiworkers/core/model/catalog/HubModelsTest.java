package cz.statex.aiworkers.core.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.LiveCatalog;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The list of the hub's models, and what is refused in it. */
class HubModelsTest {

    private static final Set<String> TASKS =
            Set.of("text.sentiment", "text.translate", "text.summarize", "audio.transcribe");
    private static final Set<String> CODES = Set.of(Locale.getISOLanguages());

    @Test
    void knowsTheModelsThatPeopleExpectOfEachTask() {
        assertThat(HubModels.known().models()).extracting(HubModel::task).hasSameElementsAs(TASKS);
        assertThat(HubModels.known().find("opus-mt-cs-en")).hasValueSatisfying(model -> {
            assertThat(model.reference()).isEqualTo("hf:Helsinki-NLP/opus-mt-cs-en");
            assertThat(model.languages()).containsExactly("cs-en");
        });
        assertThat(HubModels.known().models())
                .extracting(HubModel::name)
                .contains("distilbert-sst-2", "nllb-200-distilled-600m", "bart-large-cnn", "whisper-large-v3-turbo");
    }

    @Test
    void namesAndRepositoriesAreUniqueAndNamesAreNoneOfTheCatalog() {
        assertThat(HubModels.known().models()).extracting(HubModel::name).doesNotHaveDuplicates();
        assertThat(HubModels.known().models()).extracting(HubModel::reference).doesNotHaveDuplicates();
        ModelCatalog catalog = ModelCatalog.builtIn();
        assertThat(HubModels.known().models())
                .noneMatch(model -> catalog.find(model.name()).isPresent());
    }

    @Test
    void translatorsNamePairsOrSeveralLanguagesAndOthersLanguages() {
        for (HubModel model : HubModels.known().models()) {
            assertThat(model.languages()).as(model.name()).isNotEmpty().doesNotHaveDuplicates();
            assertThat(model.languages().stream().flatMap(language -> Set.of(language.split("-")).stream()))
                    .as(model.name())
                    // What Whisper calls Javanese and Hawaiian is no ISO 639-1 code.
                    .allMatch(
                            code -> CODES.contains(code) || Set.of("jw", "haw").contains(code));
            boolean pairs = model.languages().stream().allMatch(language -> language.matches("[a-z]{2}-[a-z]{2}"));
            assertThat(pairs || model.languages().stream().noneMatch(language -> language.contains("-")))
                    .as(model.name())
                    .isTrue();
            if (model.task().equals("text.translate")) {
                assertThat(pairs || model.languages().size() > 1)
                        .as(model.name())
                        .isTrue();
            } else {
                assertThat(pairs).as(model.name()).isFalse();
            }
        }
    }

    @Test
    void aCatalogThatLacksAKnownModelSaysHowToGetIt() {
        String advice = "; 'aiw models pull flan-t5-base' fetches it from the hub";
        assertThatThrownBy(() -> ModelCatalog.builtIn().require("flan-t5-base")).hasMessageEndingWith(advice);
        assertThatThrownBy(() -> LiveCatalog.of(ModelCatalog.builtIn()).following("flan-t5-base"))
                .hasMessageEndingWith(advice);
        assertThat(HubModels.known().advice("gpt-9")).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAList() {
        assertInvalid("{name: x, task: a.b, purpose: y}", "model 'x': reference is missing");
        assertInvalid(
                "{name: x, reference: 'https://models.example/x', task: a.b, purpose: y}",
                "model 'x': reference is 'https://models.example/x', but must have the form hf:ORG/NAME[@REVISION]");
        assertInvalid("{name: X, reference: 'hf:a/b', task: a.b, purpose: y}", "name is 'X', but must be lower-case");
        assertInvalid("{name: x, sha256: y}", "model 'x': sha256 is no field");
        String twice = "{name: x, reference: 'hf:a/b@v1', task: a.b, purpose: y}";
        assertInvalid(twice + ", " + twice, "model 'x' appears twice");
    }

    private static void assertInvalid(String models, String problem) {
        byte[] text = ("models: [" + models + "]").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> new CatalogReader("list").readHub(new ByteArrayInputStream(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the model catalog list is not valid: ")
                .hasMessageContaining(problem);
    }
}
