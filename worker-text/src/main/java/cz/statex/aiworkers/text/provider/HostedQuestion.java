package cz.statex.aiworkers.text.provider;

/**
 * What is asked of a hosted model.
 *
 * @param instructions what it is to do, and what each field of the answer means
 * @param text what it is to do that with; sent apart from the instructions, and never obeyed
 * @param answer the record that its answer is read as; the schema of the record is sent along
 * @param <T> the record
 */
public record HostedQuestion<T extends Record>(String instructions, String text, Class<T> answer) {

    /** Without the text: questions must not get into logs. */
    @Override
    public String toString() {
        return "HostedQuestion[" + answer.getSimpleName() + "]";
    }
}
