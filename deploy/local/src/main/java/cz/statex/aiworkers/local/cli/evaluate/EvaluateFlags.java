package cz.statex.aiworkers.local.cli.evaluate;

import cz.statex.aiworkers.local.cli.flags.StoreFlags;
import cz.statex.aiworkers.local.evaluate.DataException;
import cz.statex.aiworkers.local.evaluate.Evaluation;
import cz.statex.aiworkers.local.evaluate.LabelledText;
import cz.statex.aiworkers.local.evaluate.LabelledTexts;
import cz.statex.aiworkers.local.models.ModelsException;
import cz.statex.aiworkers.local.models.StoreSettings;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all evaluations share. */
final class EvaluateFlags {

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "Texts with their answers: tab-separated values or a JSON object a line.")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "Look at the first N only; without it, or with 0, at all.")
    private int limit;

    @Mixin
    private final StoreFlags store = new StoreFlags();

    @Option(names = "--json", description = "Print the figures as one line of JSON.")
    private boolean json;

    Path data() throws ModelsException {
        if (!Files.isReadable(data) || Files.isDirectory(data)) {
            throw new ModelsException(ExitCode.NOT_FOUND, "there is no file " + data + " that can be read");
        }
        return data;
    }

    int limit() {
        return limit <= 0 ? Integer.MAX_VALUE : limit;
    }

    boolean json() {
        return json;
    }

    StoreSettings settings(Map<String, String> environment) {
        return store.settings(environment);
    }

    /** The labelled texts of the file up to the limit, whose labels are rather called {@code best}. */
    List<LabelledText> texts(Set<String> best) throws ModelsException, IOException, DataException {
        return LabelledTexts.read(data(), limit(), best);
    }

    /** All labelled texts of the file, whatever the limit, whose labels are rather called {@code best}. */
    List<LabelledText> allTexts(Set<String> best) throws ModelsException, IOException, DataException {
        return LabelledTexts.read(data(), Integer.MAX_VALUE, best);
    }

    /** The first ones of {@code all}. */
    <T> List<T> limited(List<T> all) {
        return all.subList(0, Math.min(limit(), all.size()));
    }

    String text(Evaluation evaluation) {
        return json ? Wire.mapper().writeValueAsString(evaluation.summary()) : evaluation.text();
    }
}
