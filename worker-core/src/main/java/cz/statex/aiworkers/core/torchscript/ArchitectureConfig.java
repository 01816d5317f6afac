package cz.statex.aiworkers.core.torchscript;

import java.util.Map;

/** The numbers that make a model of an architecture, as a catalog or a {@code config.json} tells them. */
record ArchitectureConfig(Map<String, Object> values) {

    private static final int MAX_SIZE = 100_000_000;

    /** A positive whole number. */
    long size(String name) {
        double size = number(name);
        if (size < 1 || size > MAX_SIZE || size != Math.rint(size)) {
            throw new IllegalArgumentException(name + " must be a whole number from 1 to " + MAX_SIZE);
        }
        return (long) size;
    }

    /** A number. */
    double number(String name) {
        if (values.get(name) instanceof Number value) {
            return value.doubleValue();
        }
        throw new IllegalArgumentException(name + " must be given, and a number");
    }
}
