package cz.statex.aiworkers.recipe.sentiment.data;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/** Which texts are kept from training, to calibrate by. The same text always has the same answer, however it is written. */
public final class HeldOut {

    private HeldOut() {}

    /** Whether the text is the one of {@code share} that is held out. */
    public static boolean isHeldOut(String text, int share) {
        String letters = text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
        CRC32 hash = new CRC32();
        hash.update(letters.getBytes(StandardCharsets.UTF_8));
        return hash.getValue() % share == 0;
    }
}
