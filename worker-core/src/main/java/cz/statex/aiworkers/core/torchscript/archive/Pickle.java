package cz.statex.aiworkers.core.torchscript.archive;

import cz.statex.aiworkers.core.checkpoint.DType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the object graph of an archive in pickle protocol 2, in the one form that libtorch's unpickler reads: modules
 * as {@code GLOBAL __torch__ Class, NEWOBJ, dict or state, BUILD} and tensors as {@code torch._utils._rebuild_tensor_v2} over
 * persistent ids of storages.
 *
 * <p>Opcodes: Python's {@code pickletools}. Form: libtorch's {@code torch/csrc/jit/serialization/pickler.cpp}.
 */
final class Pickle {

    /** An empty tuple: the constants of a program that has none. */
    static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

    private static final int PROTOCOL = 0x80;
    private static final int EMPTY_TUPLE_OPCODE = ')';
    private static final int MARK = '(';
    private static final int TUPLE = 't';
    private static final int EMPTY_DICT = '}';
    private static final int SET_ITEMS = 'u';
    private static final int GLOBAL = 'c';
    private static final int NEW_OBJECT = 0x81;
    private static final int BUILD = 'b';
    private static final int REDUCE = 'R';
    private static final int PERSISTENT_ID = 'Q';
    private static final int UNICODE = 'X';
    private static final int FALSE = 0x89;
    private static final int ONE_BYTE = 'K';
    private static final int FOUR_BYTES = 'J';
    private static final int LONG = 0x8a;
    private static final int REMEMBER = 'r';
    private static final int RECALL = 'j';
    private static final int STOP = '.';

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Weight> storages = new ArrayList<>();
    private final Map<Weight, Integer> places = new HashMap<>();

    private Pickle() {}

    /**
     * A pickled module.
     *
     * @param data the pickle
     * @param storages the weights that it names by their place in this list
     */
    record Pickled(ByteBuffer data, List<Weight> storages) {}

    /** Pickles {@code root} with everything below it. */
    static Pickled of(ScriptModule root) {
        Pickle pickle = new Pickle();
        pickle.op(PROTOCOL).op(2);
        pickle.module(root);
        pickle.op(STOP);
        return new Pickled(ByteBuffer.wrap(pickle.out.toByteArray()), List.copyOf(pickle.storages));
    }

    private void module(ScriptModule module) {
        global("__torch__", module.type());
        op(EMPTY_TUPLE_OPCODE).op(NEW_OBJECT);
        if (!module.state().isEmpty()) {
            op(MARK);
            module.state().forEach(this::tensor);
            op(TUPLE).op(BUILD);
            return;
        }
        op(EMPTY_DICT).op(MARK);
        for (Map.Entry<String, Weight> weight : module.weights().entrySet()) {
            string(weight.getKey());
            tensor(weight.getValue());
        }
        string("training");
        op(FALSE);
        for (Map.Entry<String, ScriptModule> child : module.modules().entrySet()) {
            string(child.getKey());
            module(child.getValue());
        }
        op(SET_ITEMS).op(BUILD);
    }

    /** Modules that share a weight share its tensor, in the file and in memory: the second time it is remembered. */
    private void tensor(Weight weight) {
        Integer known = places.get(weight);
        if (known != null) {
            op(RECALL);
            littleEndian(known, 4);
            return;
        }
        int place = storages.size();
        places.put(weight, place);
        storages.add(weight);
        newTensor(weight, Integer.toString(place));
        op(REMEMBER);
        littleEndian(place, 4);
    }

    private void newTensor(Weight weight, String key) {
        global("torch._utils", "_rebuild_tensor_v2");
        op(MARK);
        op(MARK);
        string("storage");
        global("torch", storageClass(weight.dtype()));
        string(key);
        string("cpu");
        integer(weight.elements());
        op(TUPLE).op(PERSISTENT_ID);
        integer(0);
        integers(weight.shape());
        integers(strides(weight.shape()));
        op(FALSE);
        global("collections", "OrderedDict");
        op(EMPTY_TUPLE_OPCODE).op(REDUCE);
        op(TUPLE).op(REDUCE);
    }

    private void integers(List<Long> values) {
        op(MARK);
        values.forEach(this::integer);
        op(TUPLE);
    }

    private void integer(long value) {
        if (value >= 0 && value < 256) {
            op(ONE_BYTE).op((int) value);
        } else if (value == (int) value) {
            op(FOUR_BYTES);
            littleEndian(value, 4);
        } else {
            op(LONG).op(8);
            littleEndian(value, 8);
        }
    }

    private void string(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        op(UNICODE);
        littleEndian(bytes.length, 4);
        out.writeBytes(bytes);
    }

    private void global(String module, String name) {
        op(GLOBAL);
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void littleEndian(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> (8 * i)));
        }
    }

    private Pickle op(int opcode) {
        out.write(opcode);
        return this;
    }

    private static List<Long> strides(List<Long> shape) {
        Long[] strides = new Long[shape.size()];
        long stride = 1;
        for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
            strides[dimension] = stride;
            stride *= shape.get(dimension);
        }
        return List.of(strides);
    }

    private static String storageClass(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> "DoubleStorage";
            case FLOAT32 -> "FloatStorage";
            case FLOAT16 -> "HalfStorage";
            case BFLOAT16 -> "BFloat16Storage";
            case INT64 -> "LongStorage";
            case INT32 -> "IntStorage";
            case INT16 -> "ShortStorage";
            case INT8 -> "CharStorage";
            case UINT8 -> "ByteStorage";
            case BOOL -> "BoolStorage";
        };
    }
}
