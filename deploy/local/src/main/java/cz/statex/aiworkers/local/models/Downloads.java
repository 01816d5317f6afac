package cz.statex.aiworkers.local.models;

import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.orchestrator.cli.terminal.ProgressBar;
import java.util.Locale;

/** Shows a person how far downloads are. */
public final class Downloads implements RepositoryObserver, AutoCloseable {

    private static final double MEGABYTE = 1_000_000;

    private final ProgressBar bar;

    /** Shows them on {@code bar}, which is closed with this. */
    public Downloads(ProgressBar bar) {
        this.bar = bar;
    }

    @Override
    public void fetching(String model, String file, long done, long total) {
        String what = model + " " + file;
        if (total > 0) {
            bar.update(
                    (int) (100 * done / total),
                    String.format(Locale.ROOT, "%.0f of %.0f MB  %s", done / MEGABYTE, total / MEGABYTE, what));
        } else {
            bar.update(0, String.format(Locale.ROOT, "%.0f MB  %s", done / MEGABYTE, what));
        }
    }

    @Override
    public void waiting(String model) {
        bar.update(0, "another process works on " + model + "; waiting for it");
    }

    @Override
    public void converting(String model, String archive) {
        bar.update(100, "joining " + model + " with its program");
    }

    @Override
    public void close() {
        bar.close();
    }
}
