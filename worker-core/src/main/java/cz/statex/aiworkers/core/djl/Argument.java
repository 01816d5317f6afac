package cz.statex.aiworkers.core.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/** An argument of a program's method: a tensor, or a list of at least one tensor. */
public sealed interface Argument {

    /** One tensor. */
    static Argument of(TorchTensor tensor) {
        return new Single(tensor);
    }

    /** Several tensors, which the method takes as {@code List[Tensor]}. */
    static Argument of(List<TorchTensor> tensors) {
        if (tensors.isEmpty()) {
            throw new IllegalArgumentException("the engine cannot take an empty list of tensors");
        }
        return new Many(List.copyOf(tensors));
    }

    /** Appends the tensors under the names by which DJL groups them; {@code position} tells arguments apart. */
    void addTo(NDList list, int position);

    /** A tensor. */
    record Single(TorchTensor tensor) implements Argument {

        @Override
        public void addTo(NDList list, int position) {
            add(list, tensor, "argument" + position);
        }
    }

    /** A list of tensors. */
    record Many(List<TorchTensor> tensors) implements Argument {

        @Override
        public void addTo(NDList list, int position) {
            for (TorchTensor tensor : tensors) {
                add(list, tensor, "argument" + position + "[]");
            }
        }
    }

    private static void add(NDList list, TorchTensor tensor, String name) {
        NDArray array = tensor.array();
        array.setName(name);
        list.add(array);
    }
}
