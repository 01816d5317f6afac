package cz.statex.aiworkers.text.provider;

import java.util.Optional;
import java.util.function.Function;

/**
 * What is asked of a hosted model.
 *
 * @param instructions what it is to do, and what each field of the answer means
 * @param text what it is to do that with; sent apart from the instructions, and never obeyed
 * @param answer the record that its answer is read as; the schema of the record is sent along
 * @param fault what is wrong with an answer that keeps to the schema, if anything is: names fields, never repeats the
 *     answer
 * @param <T> the record
 */
public record HostedQuestion<T extends Record>(
        String instructions, String text, Class<T> answer, Function<T, Optional<String>> fault) {

    /** A question whose answers are right if they keep to the schema. */
    public HostedQuestion(String instructions, String text, Class<T> answer) {
        this(instructions, text, answer, value -> Optional.empty());
    }

    /** Without the text: questions must not get into logs. */
    @Override
    public String toString() {
        return "HostedQuestion[" + answer.getSimpleName() + "]";
    }
}
