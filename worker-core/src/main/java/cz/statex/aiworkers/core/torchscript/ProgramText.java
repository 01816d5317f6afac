package cz.statex.aiworkers.core.torchscript;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a program, a resource under {@code /torchscript}. Lines that begin with {@code #} are for its readers and
 * are dropped; {@code ${name}} is replaced by a value; the lines between {@code @repeat name} and {@code @end} are
 * repeated, with {@code ${i}} counting from 0.
 */
final class ProgramText {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");
    private static final String REPEAT = "@repeat ";
    private static final String END = "@end";

    private final String name;
    private final List<String> lines;

    private ProgramText(String name, List<String> lines) {
        this.name = name;
        this.lines = lines;
    }

    /** Reads the program {@code name}. */
    static ProgramText named(String name) {
        String resource = "/torchscript/" + name + ".ts";
        try (InputStream in = ProgramText.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no program " + name);
            }
            return of(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ProgramText of(String name, String text) {
        return new ProgramText(
                name, text.lines().filter(line -> !line.startsWith("#")).toList());
    }

    /** The program with every placeholder filled from {@code values}. */
    String filled(Map<String, ? extends Number> values) {
        StringBuilder program = new StringBuilder();
        List<String> repeated = new ArrayList<>();
        String count = "";
        for (String line : lines) {
            if (line.strip().startsWith(REPEAT)) {
                count = line.strip().substring(REPEAT.length());
            } else if (line.strip().equals(END)) {
                repeat(program, repeated, count, values);
                repeated.clear();
                count = "";
            } else if (count.isEmpty()) {
                program.append(fill(line, values)).append('\n');
            } else {
                repeated.add(line);
            }
        }
        return program.toString();
    }

    private void repeat(StringBuilder program, List<String> body, String count, Map<String, ? extends Number> values) {
        int times = value(count, values).intValue();
        for (int i = 0; i < times; i++) {
            for (String line : body) {
                program.append(fill(line.replace("${i}", Integer.toString(i)), values))
                        .append('\n');
            }
        }
    }

    private String fill(String line, Map<String, ? extends Number> values) {
        Matcher placeholder = PLACEHOLDER.matcher(line);
        return placeholder.replaceAll(match -> literal(value(match.group(1), values)));
    }

    private Number value(String placeholder, Map<String, ? extends Number> values) {
        Number value = values.get(placeholder);
        if (value == null) {
            throw new IllegalArgumentException("program " + name + " needs a value for " + placeholder);
        }
        return value;
    }

    /** The literal as TorchScript's parser reads it: a float always has a point, its exponent a small e. */
    private static String literal(Number value) {
        return value instanceof Double || value instanceof Float
                ? Double.toString(value.doubleValue()).replace('E', 'e')
                : value.toString();
    }
}
