package cz.statex.aiworkers.core.model.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps bad files, each with a note of what is wrong with it, for a person to look at; nothing is ever loaded from here.
 * A newer one of the same name takes the place of the older one, so it does not grow without bounds.
 */
public final class Quarantine {

    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

    private final Path folder;
    private final Clock clock;
    private final DownloadObserver observer;

    /** Keeps files in {@code folder}, which is made when it is first needed. */
    public Quarantine(Path folder, Clock clock, DownloadObserver observer) {
        this.folder = folder;
        this.clock = clock;
        this.observer = observer;
    }

    /** Moves {@code bad} here, which was to be {@code file} of {@code model}. */
    public void take(String model, String file, Path bad, String reason) throws IOException {
        Path place = place(model, file);
        Files.move(bad, place, StandardCopyOption.REPLACE_EXISTING);
        note(model, file, reason, place);
    }

    /** Notes what is wrong with a file that stays where it is, because its bytes are what the catalog names. */
    public void note(String model, String file, String reason) throws IOException {
        note(model, file, reason, place(model, file));
    }

    private Path place(String model, String file) throws IOException {
        return Files.createDirectories(folder).resolve(model + "-" + file);
    }

    private void note(String model, String file, String reason, Path place) throws IOException {
        Files.writeString(
                place.resolveSibling(place.getFileName() + ".reason.txt"),
                clock.instant() + "\nfile " + file + " of model " + model + "\n" + reason + "\n");
        log.warn("file {} of {} is in quarantine: {}; look at {}", file, model, reason, place);
        observer.quarantined(model, file, reason);
    }
}
