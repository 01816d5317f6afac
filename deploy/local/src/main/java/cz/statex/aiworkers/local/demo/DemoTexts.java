package cz.statex.aiworkers.local.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The texts of the demo, from the resources of this module. */
final class DemoTexts {

    private static final List<String> NAMES = List.of(
            "tides-en.txt",
            "gezeiten-de.txt",
            "bread-en.txt",
            "chleba-cs.txt",
            "night-trains-en.txt",
            "observatoire-fr.txt");

    private DemoTexts() {}

    /**
     * One text.
     *
     * @param name its file name
     * @param content what it says
     */
    record DemoText(String name, String content) {

        int words() {
            return content.strip().split("\\s+").length;
        }
    }

    static List<DemoText> all() {
        return NAMES.stream().map(name -> new DemoText(name, read(name))).toList();
    }

    private static String read(String name) {
        try (InputStream file = DemoTexts.class.getResourceAsStream("/demo/" + name)) {
            if (file == null) {
                throw new IllegalStateException("the demo text " + name + " is missing from the jar");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the demo text " + name, e);
        }
    }
}
