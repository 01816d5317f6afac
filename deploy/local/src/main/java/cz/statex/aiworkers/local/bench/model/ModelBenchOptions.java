package cz.statex.aiworkers.local.bench.model;

import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.torchscript.Precision;
import java.util.function.Consumer;

/**
 * How to measure.
 *
 * @param catalog has the embedding model
 * @param repository the model files, shared with workers on this machine
 * @param precision the numbers that the model is computed in, where a benchmark does not compare several
 * @param lanes inference threads; 0 for one per core
 * @param texts how many texts count in each round
 * @param rounds how many rounds count; each contestant's median does
 * @param remarks gets a line for people whenever a part begins or ends
 */
public record ModelBenchOptions(
        ModelCatalog catalog,
        ModelRepository repository,
        Precision precision,
        int lanes,
        int texts,
        int rounds,
        Consumer<String> remarks) {}
