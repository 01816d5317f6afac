package cz.statex.aiworkers.core.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A call of one method of a program.
 *
 * @param method name of the method
 * @param inputs its arguments, in order; all rows of one argument are equally long
 */
record MethodCall(String method, Map<String, long[][]> inputs) {

    /** Brings calls into the engine's memory and answers out of it. All arrays live in the manager of one call. */
    static final class Translator implements NoBatchifyTranslator<MethodCall, FloatTensor> {

        /** An array of this name tells DJL which method to run; what is in it does not matter. */
        private static final String METHOD = "module_method:";

        @Override
        public NDList processInput(TranslatorContext context, MethodCall call) {
            NDManager manager = context.getNDManager();
            NDList arguments = new NDList(call.inputs().size() + 1);
            for (Map.Entry<String, long[][]> input : call.inputs().entrySet()) {
                long[][] rows = input.getValue();
                long[] flat = Arrays.stream(rows).flatMapToLong(LongStream::of).toArray();
                NDArray argument = manager.create(flat, new Shape(rows.length, rows[0].length));
                argument.setName(input.getKey());
                arguments.add(argument);
            }
            NDArray method = manager.create(0f);
            method.setName(METHOD + call.method());
            arguments.add(method);
            return arguments;
        }

        @Override
        public FloatTensor processOutput(TranslatorContext context, NDList output) {
            NDArray answer = output.singletonOrThrow();
            return new FloatTensor(
                    LongStream.of(answer.getShape().getShape()).boxed().toList(), answer.toFloatArray());
        }
    }
}
