package cz.statex.aiworkers.core.model.download;

import static cz.statex.aiworkers.core.model.download.FileServer.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelCard;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.testing.TinyBert;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose sizes nobody knows before they have come. */
class UnhashedFilesTest extends DownloadFixture {

    private static ModelArtifact part(String name) {
        return new ModelArtifact(name, null, 0, List.of("hf:org/model@" + COMMIT + "/" + name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint.2", "tokenizer"})
    void aModelWhoseFilesAreTooLargeOnlyTogetherIsRefusedByWorkersToo(String secondRole) throws Exception {
        maxBytes = CONTENT.length + 100L;
        String path = "/org/model/resolve/" + COMMIT;
        server.on(path + "/a.onnx", whole(TinyBert.onnx())).on(path + "/b.onnx", whole(CONTENT));
        ModelEntry entry = new ModelEntry(
                "m",
                "1",
                ModelCard.licensed("MIT"),
                "bert_encoder",
                TinyBert.CONFIG,
                24,
                List.of(),
                0,
                Map.of("checkpoint", part("a.onnx"), secondRole, part("b.onnx")));
        assertThatThrownBy(() -> repository().prepare(entry))
                .hasMessageContaining(
                        "model m@1 has " + (CONTENT.length + TinyBert.onnx().length) + " bytes, but at most")
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_INVALID));
    }
}
