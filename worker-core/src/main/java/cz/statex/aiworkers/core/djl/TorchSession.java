package cz.statex.aiworkers.core.djl;

import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslateException;
import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of one model's methods whose arguments and answers stay in the engine's memory: for work in many steps, such as
 * generation, where only a few numbers of each step are wanted in Java.
 *
 * <p>Threading: used by one thread at a time; calls are computed on the engine's lanes. Ownership: whoever opens it
 * closes it, which frees all of its tensors, and before the model's lease ends.
 */
public final class TorchSession implements AutoCloseable {

    private static final String METHOD = "module_method:";

    private final TorchModel model;
    private final NDManager memory;

    TorchSession(TorchModel model, NDManager memory) {
        this.model = model;
        this.memory = memory;
    }

    /** A tensor of whole numbers (int64), row-major. */
    public TorchTensor tensor(long[] values, long... shape) {
        return tensor(LongBuffer.wrap(values), DataType.INT64, shape);
    }

    /** A tensor of floats (float32), row-major. */
    public TorchTensor tensor(float[] values, long... shape) {
        return tensor(FloatBuffer.wrap(values), DataType.FLOAT32, shape);
    }

    private TorchTensor tensor(Buffer values, DataType type, long... shape) {
        try {
            NDArray array = memory.create(new Shape(shape), type);
            array.set(values);
            return new TorchTensor(array);
        } catch (EngineException e) {
            throw model.failure("an input", e);
        }
    }

    /**
     * Calls a method and waits for its answer.
     *
     * @param method name of a method of the program
     * @param arguments its arguments, in order
     * @return the tensors of its answer: lists and tuples are flattened, in order; they belong to this session
     * @throws InterruptedException if the caller is interrupted; a call that is already in the engine is awaited, and its answer lost
     * @throws DeviceOutOfMemoryException if the device has no memory left for the call; the model can be called again
     * @throws IllegalStateException if the engine fails otherwise, or the model is closed
     */
    public List<TorchTensor> call(String method, Argument... arguments) throws InterruptedException {
        NDList inputs = new NDList();
        for (int position = 0; position < arguments.length; position++) {
            arguments[position].addTo(inputs, position);
        }
        return model.onLane(method, predictor -> compute(predictor, method, inputs));
    }

    private List<TorchTensor> compute(Predictor<NDList, NDList> predictor, String method, NDList inputs)
            throws TranslateException {
        try (NDArray name = memory.create(0f)) {
            name.setName(METHOD + method);
            inputs.add(name);
            List<TorchTensor> answer = new ArrayList<>();
            for (NDArray array : predictor.predict(inputs)) {
                array.attach(memory);
                answer.add(new TorchTensor(array));
            }
            return answer;
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
