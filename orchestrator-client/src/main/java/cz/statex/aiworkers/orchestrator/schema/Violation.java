package cz.statex.aiworkers.orchestrator.schema;

import org.jspecify.annotations.Nullable;

/**
 * One way in which a value breaks its schema.
 *
 * @param field path of the field at fault, for example {@code texts[3]} or {@code input_data.text}; empty for the value
 *     as a whole
 * @param message what is wrong with it, to be read behind the field's name, for example {@code must be at most 10}
 * @param value the value, if it is a number, a truth value or a short word; never input text
 * @param limit what it breaks, where that can be said in a word
 */
public record Violation(String field, String message, @Nullable Object value, @Nullable Object limit) {

    /** The same violation seen from the object that holds the checked value under {@code parent}. */
    public Violation under(String parent) {
        String path = field.isEmpty() ? parent : field.startsWith("[") ? parent + field : parent + "." + field;
        return new Violation(path, message, value, limit);
    }

    /** One line for people, for example {@code input_data.max_length must be at most 10 (is 12)}. */
    @Override
    public String toString() {
        String subject = field.isEmpty() ? "the value" : field;
        return value == null ? subject + " " + message : subject + " " + message + " (is " + value + ")";
    }
}
