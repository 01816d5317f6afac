package cz.statex.aiworkers.local.bench.model;

import java.util.List;
import java.util.Map;

/**
 * Another engine that runs published files of the embedding model, for comparison only: found as a service, so that
 * nothing that ships depends on it. Thread-safe; opened with one core for each call.
 */
public interface ReferenceEngine {

    /** Opens what it can run, by a name such as {@code onnxruntime fp32}; the first one is what the others are measured by. */
    Map<String, Model> open() throws Exception;

    /** A model in that engine, which the caller closes. */
    interface Model extends AutoCloseable {

        /**
         * Computes a batch.
         *
         * @param ids token ids of each text, unequally long
         * @return for each text a vector of length 1: the mean of the last hidden states of its tokens
         */
        List<float[]> embed(List<long[]> ids) throws Exception;

        @Override
        void close();
    }
}
