package cz.statex.aiworkers.text.model;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.device.Placement;
import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/** Loads models that write: the archive, what turns text into tokens, and the settings that the model was published with. */
public final class WritingModels {

    private static final TypeReference<LinkedHashMap<String, Object>> FIELDS = new TypeReference<>() {};

    /** Opens what turns text into tokens. */
    public interface Opening<V> {
        V open(ModelFiles files) throws IOException;
    }

    /** Makes the model of its parts, which belong to it from then on. */
    public interface Making<V, M> {
        M make(TorchModel model, V vocabulary, Map<String, Object> config, ModelRef ref);
    }

    private WritingModels() {}

    /**
     * Loads one. Whatever fails, nothing stays open.
     *
     * @param purpose what it is for, in the message: {@code summarize}
     * @throws ModelException if its files are not those of such a model
     */
    public static <V extends AutoCloseable, M> M load(
            ModelFiles files,
            Placement placement,
            TorchEngine engine,
            String purpose,
            Opening<V> opening,
            Making<V, M> making)
            throws ModelException {
        ModelEntry entry = files.entry();
        TorchModel model = engine.load(files.archive(), entry.id(), placement.device());
        try {
            V vocabulary = opening.open(files);
            try {
                ModelRef ref = new ModelRef(
                        entry.name(),
                        entry.version(),
                        placement.device(),
                        placement.precision().text());
                return making.make(model, vocabulary, config(files), ref);
            } catch (Throwable e) {
                close(vocabulary, e);
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            close(model, e);
            throw new ModelException(
                    ErrorCode.MODEL_INVALID, "model " + entry.id() + " cannot " + purpose + ": " + e.getMessage(), e);
        } catch (Error e) {
            close(model, e);
            throw e;
        }
    }

    private static void close(AutoCloseable part, Throwable reason) {
        try {
            part.close();
        } catch (Exception e) {
            reason.addSuppressed(e);
        }
    }

    /** The catalog's numbers, and over them what the model says of generation. */
    private static Map<String, Object> config(ModelFiles files) throws IOException {
        Map<String, Object> config = new HashMap<>(files.entry().config());
        Path generation = files.artifacts().get("generation");
        if (generation != null) {
            try {
                config.putAll(Wire.mapper().readValue(Files.readAllBytes(generation), FIELDS));
            } catch (JacksonException e) {
                throw new IOException("its generation_config.json is no JSON object", e);
            }
        }
        return config;
    }
}
