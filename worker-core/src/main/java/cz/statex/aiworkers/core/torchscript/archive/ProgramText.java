package cz.statex.aiworkers.core.torchscript.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a program, a resource under {@code /torchscript}. Lines that begin with {@code #} are for its readers and
 * are dropped; {@code ${name}} is replaced by a value, a number or a word. Lines that begin with {@code @} are
 * instructions, and may stand inside each other:
 *
 * <ul>
 *   <li>{@code @include name}: the lines of another program, {@code name} may hold placeholders
 *   <li>{@code @repeat name} to {@code @end}: repeated, with {@code ${i}} counting from 0
 *   <li>{@code @if name} to {@code @end}: kept if the value is a number other than 0; {@code @unless name} the opposite
 * </ul>
 */
public final class ProgramText {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");
    private static final String INCLUDE = "@include";
    private static final String REPEAT = "@repeat";
    private static final String IF = "@if";
    private static final String UNLESS = "@unless";
    private static final String END = "@end";

    private final String name;
    private final List<String> lines;

    private ProgramText(String name, List<String> lines) {
        this.name = name;
        this.lines = lines;
    }

    /**
     * Reads the program {@code name}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ProgramText named(String name) {
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

    /**
     * The program with every placeholder filled and every instruction followed.
     *
     * @param values numbers and words by name
     * @throws IllegalArgumentException if a value is missing or an instruction is not one
     */
    public String filled(Map<String, ?> values) {
        StringBuilder program = new StringBuilder();
        write(0, lines.size(), values, program);
        return program.toString();
    }

    private void write(int from, int to, Map<String, ?> values, StringBuilder program) {
        for (int at = from; at < to; at++) {
            String line = lines.get(at).strip();
            if (!line.startsWith("@")) {
                program.append(fill(lines.get(at), values)).append('\n');
            } else if (line.startsWith(INCLUDE)) {
                program.append(named(fill(argument(line), values)).filled(values));
            } else {
                int end = end(at, to);
                block(line, at + 1, end, values, program);
                at = end;
            }
        }
    }

    private void block(String instruction, int from, int to, Map<String, ?> values, StringBuilder program) {
        int value = number(argument(instruction), values);
        if (instruction.startsWith(REPEAT)) {
            Map<String, Object> counted = new HashMap<>(values);
            for (int i = 0; i < value; i++) {
                counted.put("i", i);
                write(from, to, counted, program);
            }
        } else if (instruction.startsWith(IF) ? value != 0 : value == 0) {
            write(from, to, values, program);
        }
    }

    /** The line that ends the block which begins at line {@code begin}. */
    private int end(int begin, int to) {
        int depth = 0;
        for (int at = begin; at < to; at++) {
            String line = lines.get(at).strip();
            if (line.startsWith(REPEAT) || line.startsWith(IF) || line.startsWith(UNLESS)) {
                depth++;
            } else if (line.equals(END) && --depth == 0) {
                return at;
            }
        }
        throw new IllegalArgumentException("program " + name + " has no " + END + " for '"
                + lines.get(begin).strip() + "'");
    }

    private static String argument(String instruction) {
        return instruction.substring(instruction.indexOf(' ') + 1).strip();
    }

    private String fill(String line, Map<String, ?> values) {
        Matcher placeholder = PLACEHOLDER.matcher(line);
        return placeholder.replaceAll(match -> Matcher.quoteReplacement(literal(value(match.group(1), values))));
    }

    private int number(String placeholder, Map<String, ?> values) {
        if (value(placeholder, values) instanceof Number number) {
            return number.intValue();
        }
        throw new IllegalArgumentException("program " + name + " needs a number for " + placeholder);
    }

    private Object value(String placeholder, Map<String, ?> values) {
        Object value = values.get(placeholder);
        if (value == null) {
            throw new IllegalArgumentException("program " + name + " needs a value for " + placeholder);
        }
        return value;
    }

    /** The literal as TorchScript's parser reads it: a float always has a point, its exponent a small e. */
    private static String literal(Object value) {
        return value instanceof Double || value instanceof Float
                ? Double.toString(((Number) value).doubleValue()).replace('E', 'e')
                : value.toString();
    }
}
