package cz.statex.aiworkers.reference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import cz.statex.aiworkers.local.bench.model.ReferenceEngine;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** ONNX Runtime over the published files of all-MiniLM-L6-v2, in 32-bit floats and quantized to 8 bits. */
public final class OnnxRuntimeEngine implements ReferenceEngine {

    @Override
    public Map<String, Model> open() throws IOException, OrtException {
        Map<String, Model> models = new LinkedHashMap<>();
        try {
            models.put("onnxruntime fp32", open("/all-minilm-l6-v2.onnx"));
            models.put("onnxruntime int8", open("/all-minilm-l6-v2-q.onnx"));
            return models;
        } catch (IOException | OrtException | RuntimeException | Error e) {
            models.values().forEach(Model::close);
            throw e;
        }
    }

    private static Model open(String resource) throws IOException, OrtException {
        try (InputStream in = OnnxRuntimeEngine.class.getResourceAsStream(resource);
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (in == null) {
                throw new FileNotFoundException(resource);
            }
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            return new OnnxRuntimeModel(environment, environment.createSession(in.readAllBytes(), options));
        }
    }
}
