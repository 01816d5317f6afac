package cz.statex.aiworkers.reference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import cz.statex.aiworkers.local.bench.model.ReferenceEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A text encoder in ONNX Runtime. Thread-safe; the session is closed with it, the environment is the process's. */
final class OnnxRuntimeModel implements ReferenceEngine.Model {

    private final OrtEnvironment environment;
    private final OrtSession session;

    OnnxRuntimeModel(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    @Override
    public List<float[]> embed(List<long[]> ids) throws OrtException {
        int width = ids.stream().mapToInt(row -> row.length).max().orElseThrow();
        long[][] words = new long[ids.size()][];
        long[][] mask = new long[ids.size()][width];
        for (int row = 0; row < words.length; row++) {
            words[row] = Arrays.copyOf(ids.get(row), width);
            Arrays.fill(mask[row], 0, ids.get(row).length, 1);
        }
        try (OnnxTensor inputIds = OnnxTensor.createTensor(environment, words);
                OnnxTensor attentionMask = OnnxTensor.createTensor(environment, mask);
                OnnxTensor tokenTypes = OnnxTensor.createTensor(environment, new long[words.length][width]);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", inputIds, "attention_mask", attentionMask, "token_type_ids", tokenTypes))) {
            float[][][] states = (float[][][]) result.get(0).getValue();
            List<float[]> vectors = new ArrayList<>();
            for (int row = 0; row < states.length; row++) {
                vectors.add(mean(states[row], ids.get(row).length));
            }
            return vectors;
        }
    }

    /** The mean of the first {@code tokens} states, scaled to length 1. */
    private static float[] mean(float[][] states, int tokens) {
        float[] mean = new float[states[0].length];
        double square = 0;
        for (int d = 0; d < mean.length; d++) {
            for (int token = 0; token < tokens; token++) {
                mean[d] += states[token][d] / tokens;
            }
            square += (double) mean[d] * mean[d];
        }
        float length = (float) Math.sqrt(square);
        for (int d = 0; d < mean.length; d++) {
            mean[d] /= length;
        }
        return mean;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not let go of a session", e);
        }
    }
}
