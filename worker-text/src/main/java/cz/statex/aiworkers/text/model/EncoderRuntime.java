package cz.statex.aiworkers.text.model;

import cz.statex.aiworkers.core.djl.Argument;
import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSession;
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
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A BERT-family model in memory, with its tokenizer: one of its methods, which gives a row of numbers for each text. Texts
 * of tasks that run at the same time are computed in common batches. Thread-safe.
 */
final class EncoderRuntime implements AutoCloseable {

    /** The role of the tokenizer among a model's files. */
    static final String TOKENIZER = "tokenizer";

    private static final Duration LONGEST_WARM_UP = Duration.ofMillis(1500);

    private static final Logger log = LoggerFactory.getLogger(EncoderRuntime.class);

    private final TextTokenizer tokenizer;
    private final TorchModel model;
    private final String method;
    private final ModelEntry entry;
    private final ModelRef ref;
    private final Batcher<EncodedText, float[]> batcher;

    private EncoderRuntime(
            TextTokenizer tokenizer,
            TorchModel model,
            String method,
            ModelEntry entry,
            Placement placement,
            TorchEngine engine,
            Consumer<String> makeRoom) {
        this.tokenizer = tokenizer;
        this.model = model;
        this.method = method;
        this.entry = entry;
        this.ref = new ModelRef(
                entry.name(),
                entry.version(),
                placement.device(),
                placement.precision().text());
        this.batcher = new Batcher<>(
                ref,
                new Rows(makeRoom),
                BatchSettings.forDevice(placement.device()),
                BatchLanes.of(engine.lanes(), engine.settings().lanes()),
                engine.observer());
    }

    /**
     * Loads a model.
     *
     * @param method of its program
     * @param makeRoom frees what it can on a device that had too little memory for a batch
     */
    static EncoderRuntime load(
            ModelFiles files, String method, Placement placement, TorchEngine engine, Consumer<String> makeRoom)
            throws ModelException {
        ModelEntry entry = files.entry();
        TextTokenizer tokenizer = tokenizer(files);
        try {
            TorchModel model = engine.load(files.archive(), entry.id(), placement.device());
            try {
                return new EncoderRuntime(tokenizer, model, method, entry, placement, engine, makeRoom);
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

    TextTokenizer tokenizer() {
        return tokenizer;
    }

    ModelEntry entry() {
        return entry;
    }

    ModelRef ref() {
        return ref;
    }

    long bytes() {
        return model.bytes();
    }

    /**
     * Computes texts, in batches with those of other tasks.
     *
     * @param progress told whenever some are done, how many there are now
     * @return for each text, in order, its row
     * @throws TaskFailure if too much waits already
     * @throws InterruptedException if the caller is interrupted
     */
    List<float[]> compute(List<EncodedText> texts, TaskContext context, IntConsumer progress)
            throws TaskFailure, InterruptedException {
        return batcher.compute(texts, context, progress);
    }

    /**
     * Computes one batch, by itself.
     *
     * @param batch at least one text; memory and time grow with their number times the longest
     * @return for each text, in order, its row
     * @throws InterruptedException if the caller is interrupted
     */
    List<float[]> compute(List<EncodedText> batch) throws InterruptedException {
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
            float[] all = session.call(
                            method,
                            Argument.of(session.tensor(ids, rows, width)),
                            Argument.of(session.tensor(mask, rows, width)),
                            Argument.of(session.tensor(new long[rows * width], rows, width)))
                    .get(0)
                    .floats();
            int numbers = all.length / rows;
            List<float[]> answer = new ArrayList<>(rows);
            for (int row = 0; row < rows; row++) {
                answer.add(Arrays.copyOfRange(all, row * numbers, (row + 1) * numbers));
            }
            return answer;
        }
    }

    /**
     * Runs it on one text of each of {@link #warmUpLengths}, shortest first, for {@link #LONGEST_WARM_UP} at most: what a
     * long text needs of a large model takes long every time, not only the first.
     */
    void warmUp() throws InterruptedException {
        long[] ids = tokenizer.encode(List.of("warm")).get(0).ids();
        long start = System.nanoTime();
        for (int tokens : warmUpLengths(entry.maxTokens())) {
            long[] text = new long[tokens];
            Arrays.setAll(text, position -> ids[position % ids.length]);
            compute(List.of(new EncodedText(text, false)));
            if (System.nanoTime() - start > LONGEST_WARM_UP.toNanos()) {
                log.info("warmed up {} up to {} of {} tokens", ref.name(), tokens, entry.maxTokens());
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
    private final class Rows implements BatchFunction<EncodedText, float[]> {

        private final Consumer<String> makeRoom;

        private Rows(Consumer<String> makeRoom) {
            this.makeRoom = makeRoom;
        }

        @Override
        public int tokens(EncodedText text) {
            return text.tokens();
        }

        @Override
        public List<float[]> compute(List<EncodedText> batch) throws InterruptedException {
            return EncoderRuntime.this.compute(batch);
        }

        @Override
        public void makeRoom(DeviceOutOfMemoryException failure) {
            makeRoom.accept(failure.device());
        }
    }
}
