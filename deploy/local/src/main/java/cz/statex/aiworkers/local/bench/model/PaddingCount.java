package cz.statex.aiworkers.local.bench.model;

import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.text.model.EncodedText;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Adds up batches and their padding. Thread-safe. */
final class PaddingCount implements ModelObserver {

    private final LongAdder batches = new LongAdder();
    private final LongAdder rows = new LongAdder();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder padded = new LongAdder();

    static PaddingCount of(List<List<EncodedText>> batches) {
        PaddingCount count = new PaddingCount();
        for (List<EncodedText> batch : batches) {
            int longest = batch.stream().mapToInt(EncodedText::tokens).max().orElseThrow();
            count.add(
                    batch.size(),
                    longest,
                    batch.stream().mapToLong(EncodedText::tokens).sum());
        }
        return count;
    }

    @Override
    public void batched(ModelRef model, int batchRows, int longest, long batchTokens) {
        add(batchRows, longest, batchTokens);
    }

    private void add(int batchRows, int longest, long batchTokens) {
        batches.increment();
        rows.add(batchRows);
        tokens.add(batchTokens);
        padded.add((long) batchRows * longest);
    }

    /** The share of padding in all that was computed, 0 to 1. */
    double ratio() {
        return padded.sum() == 0 ? 0 : 1 - (double) tokens.sum() / padded.sum();
    }

    /** Texts of an average batch. */
    double meanRows() {
        return batches.sum() == 0 ? 0 : (double) rows.sum() / batches.sum();
    }
}
