package cz.statex.aiworkers.core.model.batch;

import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes a batch on a lane such that a bad item harms only its own task: when a batch fails, each item is tried once
 * more, alone; when the device had too little memory, room is made once and each half is tried. Holds no lock.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
final class BatchRun<I, O> {

    private static final Logger log = LoggerFactory.getLogger(BatchRun.class);

    private final String model;
    private final BatchFunction<I, O> function;
    private final Outcome<I, O> outcome;
    private final LongSupplier nanoTime;

    /** Whom to tell how it went. */
    interface Outcome<I, O> {

        /** Whether an answer is still wanted, and in time. */
        boolean isWanted(Entry<I, O> entry);

        /** The answers to {@code batch}, in order, and how long they took. */
        void computed(List<Entry<I, O>> batch, List<O> answers, long nanos);

        /** An item failed for good. */
        void failed(Entry<I, O> entry, Throwable cause);

        /** A batch of several items failed and is tried again in parts. */
        void retried(List<Entry<I, O>> batch, Exception cause);
    }

    BatchRun(String model, BatchFunction<I, O> function, Outcome<I, O> outcome, LongSupplier nanoTime) {
        this.model = model;
        this.function = function;
        this.outcome = outcome;
        this.nanoTime = nanoTime;
    }

    /** Whatever is thrown from here, the tasks have it too: without answers they would wait for ever. */
    void run(List<Entry<I, O>> batch) {
        try {
            run(batch, false);
        } catch (RuntimeException | Error e) {
            batch.forEach(entry -> outcome.failed(entry, e));
            throw e;
        }
    }

    private void run(List<Entry<I, O>> batch, boolean roomMade) {
        long start = nanoTime.getAsLong();
        List<O> answers;
        try {
            answers = compute(batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            TaskFailure stopping = new TaskFailure.Retryable(
                    ErrorCode.MODEL_UNAVAILABLE, "model " + model + " stops; the task is tried again", e);
            batch.forEach(entry -> outcome.failed(entry, stopping));
            return;
        } catch (Exception e) {
            retry(batch, e, roomMade);
            return;
        } catch (Error e) {
            // Nothing can be relied on any more: the tasks carry it to where the process is stopped.
            batch.forEach(entry -> outcome.failed(entry, e));
            return;
        }
        // Not above: what was answered must not be tried again, whatever is thrown from here on.
        outcome.computed(batch, answers, nanoTime.getAsLong() - start);
    }

    private List<O> compute(List<Entry<I, O>> batch) throws Exception {
        List<O> answers = function.compute(batch.stream().map(Entry::item).toList());
        if (answers.size() != batch.size()) {
            throw new IllegalStateException(
                    "model " + model + " gave " + answers.size() + " answers to " + batch.size() + " items");
        }
        for (int row = 0; row < answers.size(); row++) {
            if (answers.get(row) == null) {
                throw new IllegalStateException(
                        "model " + model + " gave no answer to item " + row + " of " + batch.size());
            }
        }
        return answers;
    }

    private void retry(List<Entry<I, O>> batch, Exception cause, boolean roomMade) {
        boolean memory = cause instanceof DeviceOutOfMemoryException;
        if (batch.size() == 1 && (roomMade || !memory)) {
            outcome.failed(batch.get(0), cause);
            return;
        }
        if (batch.size() > 1) {
            outcome.retried(batch, cause);
        }
        if (cause instanceof DeviceOutOfMemoryException full && !roomMade && isWanted(batch)) {
            makeRoom(full);
        }
        int parts = memory ? Math.min(2, batch.size()) : batch.size();
        for (int part = 0; part < parts; part++) {
            List<Entry<I, O>> wanted =
                    batch.subList(part * batch.size() / parts, (part + 1) * batch.size() / parts).stream()
                            .filter(outcome::isWanted)
                            .toList();
            if (!wanted.isEmpty()) {
                run(wanted, roomMade || memory);
            }
        }
    }

    private boolean isWanted(List<Entry<I, O>> batch) {
        return batch.stream().anyMatch(outcome::isWanted);
    }

    /** Whatever goes wrong there, the halves are tried: without them the tasks would wait for ever. */
    private void makeRoom(DeviceOutOfMemoryException full) {
        try {
            function.makeRoom(full);
        } catch (RuntimeException e) {
            log.warn("no room could be made on {} for model {}; smaller batches are tried", full.device(), model, e);
        }
    }
}
