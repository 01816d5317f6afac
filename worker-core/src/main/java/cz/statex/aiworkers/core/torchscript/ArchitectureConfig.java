package cz.statex.aiworkers.core.torchscript;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numbers that make a model of an architecture, as a catalog or a {@code config.json} tells them. */
record ArchitectureConfig(Map<String, Object> values) {

    private static final int MAX_SIZE = 100_000_000;

    /** Copies the values; what is {@code null} in a {@code config.json} counts as absent. */
    ArchitectureConfig {
        Map<String, Object> present = new HashMap<>(values);
        present.values().removeIf(value -> value == null);
        values = Map.copyOf(present);
    }

    /** Names of the architectures that the model was published as; none if absent. */
    List<String> architectures() {
        return values.get("architectures") instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** A positive whole number. */
    long size(String name) {
        double size = number(name);
        if (size < 1 || size > MAX_SIZE || size != Math.rint(size)) {
            throw new IllegalArgumentException(name + " must be a whole number from 1 to " + MAX_SIZE);
        }
        return (long) size;
    }

    /** A positive whole number, or {@code otherwise} if it is absent. */
    long size(String name, long otherwise) {
        return values.containsKey(name) ? size(name) : otherwise;
    }

    /** A number. */
    double number(String name) {
        if (values.get(name) instanceof Number value) {
            return value.doubleValue();
        }
        throw new IllegalArgumentException(name + " must be given, and a number");
    }

    /** A number, or {@code otherwise} if it is absent. */
    double number(String name, double otherwise) {
        return values.containsKey(name) ? number(name) : otherwise;
    }

    /** A truth value, or {@code otherwise} if it is absent. */
    boolean flag(String name, boolean otherwise) {
        Object value = values.getOrDefault(name, otherwise);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new IllegalArgumentException(name + " must be true or false");
    }

    /** A word, or {@code otherwise} if it is absent. */
    String text(String name, String otherwise) {
        Object value = values.getOrDefault(name, otherwise);
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " must be a word");
    }
}
