package cz.statex.aiworkers.recipe.sentiment;

import ai.djl.MalformedModelException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.recipe.sentiment.data.GoEmotions;
import cz.statex.aiworkers.recipe.sentiment.data.Treebank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Trains the model: {@code TrainSentiment DATA RUN CACHE TOKENS [SHARE]}. DATA holds {@code sst-trees} and {@code goemotions}, RUN
 * is a folder for what comes of it, CACHE the folder of this host's model files, TOKENS how many to train on, SHARE that of GoEmotions among the
 * examples, a half if absent.
 */
public final class TrainSentiment {

    private static final int MAX_TOKENS = 96;
    private static final int BATCH_TOKENS = 3072;
    private static final long SEED = 20;
    private static final double SHARE = 0.5;

    private TrainSentiment() {}

    /** Trains. */
    public static void main(String[] args) throws IOException, ModelException, MalformedModelException {
        Path data = Path.of(args[0]);
        Path run = Files.createDirectories(Path.of(args[1]));
        BaseModel base = BaseModel.fetch(Path.of(args[2]));
        Path budget = run.resolve("budget");
        if (!Files.exists(budget)) {
            Files.writeString(budget, args[3]);
        }
        Treebank treebank = Treebank.read(data.resolve("sst-trees/train.txt"));
        GoEmotions emotions = GoEmotions.read(data.resolve("goemotions/train.tsv"));
        try (HuggingFaceTokenizer tokenizer = Training.tokenizer(base.tokenizer(), MAX_TOKENS);
                TrainableModel model = TrainableModel.load(base.archive(run))) {
            long seed = SEED
                    + (Files.exists(run.resolve("state.safetensors"))
                            ? Files.readString(budget).hashCode()
                            : 0);
            double share = args.length > 4 ? Double.parseDouble(args[4]) : SHARE;
            Stream stream = new Stream(treebank, emotions, tokenizer, BATCH_TOKENS, share, seed);
            new Training(run, model, stream, new Progress(treebank, emotions, tokenizer)).run();
        }
    }
}
