package cz.statex.aiworkers.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.model.ModelLease;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.device.Placement;
import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.text.testing.RealModels;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our reader, our program and our pooling against ONNX Runtime on the published file: see make_embeddings.py. */
class TextEncoderTest {

    private static RealModels models;
    private static ModelLease<TextEncoder> lease;
    private static List<Reference> references;

    private record Reference(String text, List<Long> ids, List<Float> vector) {}

    private record References(List<Reference> items) {}

    @BeforeAll
    static void load() throws Exception {
        models = new RealModels();
        lease = models.models().lease(models.encoder());
        try (InputStream in = TextEncoderTest.class.getResourceAsStream("/reference/embeddings.json")) {
            String items =
                    new String(Objects.requireNonNull(in).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            references = Wire.mapper()
                    .readValue("{\"items\":" + items + "}", References.class)
                    .items();
        }
    }

    @AfterAll
    static void close() {
        lease.close();
        models.close();
    }

    @Test
    void tokenIdsEqualTheReference() {
        List<EncodedText> encoded = lease.model().encode(texts());
        for (int i = 0; i < references.size(); i++) {
            assertThat(encoded.get(i).ids())
                    .as(references.get(i).text())
                    .containsExactly(references.get(i).ids().stream()
                            .mapToLong(Long::longValue)
                            .toArray());
        }
        assertThat(encoded)
                .extracting(EncodedText::truncated)
                .containsExactly(false, false, false, false, false, false, true);
        assertThat(encoded.get(6).tokens()).isEqualTo(256);
    }

    @Test
    void vectorsEqualTheReferenceAlone() throws Exception {
        for (Reference reference : references) {
            List<float[]> vectors = lease.model().embed(lease.model().encode(List.of(reference.text())));
            assertClose(vectors.get(0), reference);
        }
    }

    @Test
    void vectorsEqualTheReferenceInAPaddedBatch() throws Exception {
        List<float[]> vectors = lease.model().embed(lease.model().encode(texts()));
        for (int i = 0; i < references.size(); i++) {
            assertClose(vectors.get(i), references.get(i));
        }
    }

    @Test
    void surrogatesControlCharactersAndEmptyTextsDoNoHarm() throws Exception {
        List<EncodedText> encoded = lease.model().encode(List.of("\uD800", "a\u0000b", "", "\uFFFF\uDC00\uD83D\uDE00"));
        for (float[] vector : lease.model().embed(encoded)) {
            assertThat(vector).hasSize(384).doesNotContain(Float.NaN);
        }
    }

    @Test
    void tellsWhatItIs() {
        TextEncoder encoder = lease.model();
        assertThat(encoder.bytes()).isBetween(90_000_000L, 91_000_000L);
        assertThat(encoder.ref().name()).isEqualTo("all-minilm-l6-v2");
        assertThat(encoder.ref().device()).isEqualTo("cpu");
    }

    @Test
    void vectorsAreAsLongAsTheProgramMakesThemWhateverAConfigurationCallsThat() throws Exception {
        ModelEntry entry = models.catalog().require("all-minilm-l6-v2");
        ModelFiles files = models.repository().prepare(entry);
        // DistilBERT says dim where BERT says hidden_size.
        ModelEntry other = new ModelEntry(
                entry.name(),
                entry.version(),
                entry.card(),
                entry.program(),
                Map.of("dim", 384),
                entry.maxTokens(),
                entry.precisions(),
                entry.pruned(),
                entry.artifacts());
        try (TextEncoder encoder = models.encoder()
                .loader()
                .load(
                        new ModelFiles(other, files.archive(), files.artifacts()),
                        new Placement("cpu", Precision.FP32))) {
            assertClose(encoder.embed(encoder.encode(texts())).get(0), references.get(0));
        }
    }

    @Test
    void warmsUpEveryOctaveAndTheLongestText() throws Exception {
        assertThat(EncoderRuntime.warmUpLengths(256)).containsExactly(1, 2, 4, 8, 16, 32, 64, 128, 256);
        assertThat(EncoderRuntime.warmUpLengths(510)).endsWith(128, 256, 510);
        assertThat(EncoderRuntime.warmUpLengths(1)).containsExactly(1);
        lease.model().warmUp();
    }

    @Test
    void refusesABrokenTokenizer(@TempDir Path folder) throws Exception {
        ModelEntry entry = models.catalog().require("all-minilm-l6-v2");
        ModelFiles good = models.repository().prepare(entry);
        Path broken = Files.writeString(folder.resolve("tokenizer.json"), "{}");
        ModelFiles files = new ModelFiles(entry, good.archive(), Map.of("tokenizer", broken));
        assertThatThrownBy(() -> models.encoder().loader().load(files, new Placement("cpu", Precision.FP32)))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_INVALID))
                .hasMessage(
                        "the tokenizer of model all-minilm-l6-v2@1 is broken: import the model again, or correct its"
                                + " entry in the catalog");
    }

    @Test
    void theBareLoopEmbedsTheSameTexts() throws Exception {
        try (BareEncoderLoop loop = BareEncoderLoop.embedding(
                models.catalog().require("all-minilm-l6-v2"), models.repository(), models.engine())) {
            BareEncoderLoop.Result result = loop.run(texts(), 3, Duration.ofMillis(1));
            assertThat(result.texts()).isEqualTo(7);
            assertThat(result.textsPerSecond()).isPositive();
        }
    }

    private static List<String> texts() {
        return references.stream().map(Reference::text).toList();
    }

    private static void assertClose(float[] vector, Reference reference) {
        assertThat(vector).hasSize(384);
        for (int d = 0; d < vector.length; d++) {
            assertThat(vector[d])
                    .as(reference.text())
                    .isCloseTo(reference.vector().get(d), within(1e-4f));
        }
    }
}
