package cz.statex.aiworkers.text.model;

import cz.statex.aiworkers.core.djl.Argument;
import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSession;
import cz.statex.aiworkers.core.djl.TorchTensor;
import cz.statex.aiworkers.core.model.LoadedModel;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.batch.BatchFunction;
import cz.statex.aiworkers.core.model.batch.BatchLanes;
import cz.statex.aiworkers.core.model.batch.BatchSettings;
import cz.statex.aiworkers.core.model.batch.Batcher;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
import cz.statex.aiworkers.core.model.device.Placement;
import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.torchscript.Programs;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns texts into vectors of length 1 whose products tell how alike the texts are: a BERT-family encoder, mean-pooled.
 * Texts of tasks that run at the same time are computed in common batches.
 *
 * <p>Source: "Sentence-BERT", Reimers and Gurevych 2019, arXiv:1908.10084. Thread-safe.
 */
public final class TextEncoder implements LoadedModel {

    private static final String TOKENIZER = "tokenizer";
    private static final Duration LONGEST_WARM_UP = Duration.ofMillis(1500);

    private static final Logger log = LoggerFactory.getLogger(TextEncoder.class);

    private final TextTokenizer tokenizer;
    private final TorchModel model;
    private final ModelRef ref;
    private final int maxTokens;
    private final Batcher<EncodedText, float[]> batcher;

    private TextEncoder(
            TextTokenizer tokenizer,
            TorchModel model,
            ModelEntry entry,
            Placement placement,
            TorchEngine engine,
            Consumer<String> makeRoom) {
        this.tokenizer = tokenizer;
        this.model = model;
        this.maxTokens = entry.maxTokens();
        this.ref = new ModelRef(
                entry.name(),
                entry.version(),
                placement.device(),
                placement.precision().text());
        this.batcher = new Batcher<>(
                ref,
                new Embedding(makeRoom),
                BatchSettings.forDevice(placement.device()),
                BatchLanes.of(engine.lanes(), engine.settings().lanes()),
                engine.observer());
    }

    /** Whether a model of the catalog can be run as a text encoder. */
    public static boolean runs(ModelEntry entry) {
        return entry.program().equals(Programs.BERT) && entry.artifacts().containsKey(TOKENIZER);
    }

    /**
     * Asks for the model that {@code choice} names at the time, as a text encoder that runs on {@code engine}.
     *
     * @param makeRoom frees what it can on a device that had too little memory for a batch
     */
    public static ModelSpec<TextEncoder> spec(
            Supplier<ModelEntry> choice, TorchEngine engine, Consumer<String> makeRoom) {
        return new ModelSpec<>(
                choice, TextEncoder.class, (files, placement) -> load(files, placement, engine, makeRoom));
    }

    private static TextEncoder load(
            ModelFiles files, Placement placement, TorchEngine engine, Consumer<String> makeRoom)
            throws ModelException {
        ModelEntry entry = files.entry();
        TextTokenizer tokenizer = tokenizer(files);
        try {
            TorchModel model = engine.load(files.archive(), entry.id(), placement.device());
            try {
                return new TextEncoder(tokenizer, model, entry, placement, engine, makeRoom);
            } catch (Throwable e) {
                model.close();
                throw e;
            }
        } catch (Throwable e) {
            tokenizer.close();
            throw e;
        }
    }

    /** The tokenizer first: its library may be missing, which is an error of every load, and the model is large. */
    private static TextTokenizer tokenizer(ModelFiles files) throws ModelException {
        ModelEntry entry = files.entry();
        try {
            return TextTokenizer.open(files.artifact(TOKENIZER), entry.maxTokens());
        } catch (IOException | RuntimeException e) {
            throw new ModelException(
                    ErrorCode.MODEL_INVALID,
                    "the tokenizer of model " + entry.id() + " is broken: import the model again, or correct its entry"
                            + " in the catalog",
                    e);
        }
    }

    /** Tokenizes texts on this thread; what is beyond the model's longest input is cut off. */
    public List<EncodedText> encode(List<String> texts) {
        return tokenizer.encode(texts);
    }

    /**
     * Computes texts, in batches with those of other tasks.
     *
     * @param progress told whenever some are done, how many there are now
     * @return for each text, in order, a vector of length 1
     * @throws TaskFailure if too much waits already
     * @throws InterruptedException if the caller is interrupted
     */
    public List<float[]> embed(List<EncodedText> texts, TaskContext context, IntConsumer progress)
            throws TaskFailure, InterruptedException {
        return batcher.compute(texts, context, progress);
    }

    /**
     * Computes one batch, by itself.
     *
     * @param batch at least one text; memory and time grow with their number times the longest
     * @return for each text, in order, a vector of length 1
     * @throws InterruptedException if the caller is interrupted
     */
    public List<float[]> embed(List<EncodedText> batch) throws InterruptedException {
        int rows = batch.size();
        int width = batch.stream().mapToInt(EncodedText::tokens).max().orElseThrow();
        // Id 0 is the padding token of this family; the mask makes it count for nothing anyway.
        long[] ids = new long[rows * width];
        long[] mask = new long[rows * width];
        for (int row = 0; row < rows; row++) {
            long[] tokens = batch.get(row).ids();
            System.arraycopy(tokens, 0, ids, row * width, tokens.length);
            Arrays.fill(mask, row * width, row * width + tokens.length, 1);
        }
        try (TorchSession session = model.open()) {
            TorchTensor answer = session.call(
                            "embed",
                            Argument.of(session.tensor(ids, rows, width)),
                            Argument.of(session.tensor(mask, rows, width)),
                            Argument.of(session.tensor(new long[rows * width], rows, width)))
                    .get(0);
            int dimensions = Math.toIntExact(answer.shape().get(1));
            float[] all = answer.floats();
            List<float[]> vectors = new ArrayList<>(rows);
            for (int row = 0; row < rows; row++) {
                vectors.add(Arrays.copyOfRange(all, row * dimensions, (row + 1) * dimensions));
            }
            return vectors;
        }
    }

    @Override
    public ModelRef ref() {
        return ref;
    }

    @Override
    public long bytes() {
        return model.bytes();
    }

    /**
     * Runs it on one text of each of {@link #warmUpLengths}, shortest first, for {@link #LONGEST_WARM_UP} at most: what a
     * long text needs of a large model takes long every time, not only the first.
     */
    @Override
    public void warmUp() throws InterruptedException {
        long[] ids = encode(List.of("warm")).get(0).ids();
        long start = System.nanoTime();
        for (int tokens : warmUpLengths(maxTokens)) {
            long[] text = new long[tokens];
            Arrays.setAll(text, position -> ids[position % ids.length]);
            embed(List.of(new EncodedText(text, false)));
            if (System.nanoTime() - start > LONGEST_WARM_UP.toNanos()) {
                log.info("warmed up {} up to {} of {} tokens", ref.name(), tokens, maxTokens);
                return;
            }
        }
    }

    /** In tokens: each twice the one before, and the longest that the model reads. */
    static int[] warmUpLengths(int longest) {
        return IntStream.concat(
                        IntStream.iterate(1, tokens -> tokens < longest, tokens -> 2 * tokens), IntStream.of(longest))
                .toArray();
    }

    @Override
    public void close() {
        try (tokenizer;
                model) {
            batcher.close();
        }
    }

    /** What the batcher asks for, on a lane. */
    private final class Embedding implements BatchFunction<EncodedText, float[]> {

        private final Consumer<String> makeRoom;

        private Embedding(Consumer<String> makeRoom) {
            this.makeRoom = makeRoom;
        }

        @Override
        public int tokens(EncodedText text) {
            return text.tokens();
        }

        @Override
        public List<float[]> compute(List<EncodedText> batch) throws InterruptedException {
            return embed(batch);
        }

        @Override
        public void makeRoom(DeviceOutOfMemoryException failure) {
            makeRoom.accept(failure.device());
        }
    }
}
