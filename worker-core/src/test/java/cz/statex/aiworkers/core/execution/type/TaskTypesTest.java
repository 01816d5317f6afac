package cz.statex.aiworkers.core.execution.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskTypesTest {

    @Test
    void findsWorkersByTheirTypes() {
        TaskTypes types = new TaskTypes(List.of(new Doubler("test.b"), new Doubler("test.a")));
        assertThat(types.names()).containsExactly("test.a", "test.b");
        assertThat(types.all()).hasSize(2);
        assertThat(types.find("test.a"))
                .hasValueSatisfying(type -> assertThat(type.worker().taskType()).isEqualTo("test.a"));
        assertThat(types.find("test.c")).isEmpty();
    }

    @Test
    void refusesTwoWorkersOfOneType() {
        assertThatThrownBy(() -> new TaskTypes(List.of(new Doubler("test.a"), new Doubler("test.a"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("test.a")
                .hasMessageContaining("Doubler");
    }

    @Test
    void describesInputAndOutput() {
        TaskType type = new TaskType(new Doubler("test.a"));
        assertThat(type.inputSchema().at("/properties/number/type").stringValue())
                .isEqualTo("integer");
        assertThat(type.inputSchema().get("required")).hasToString("[\"number\"]");
        assertThat(type.outputSchema().at("/properties/twice/type").stringValue())
                .isEqualTo("integer");
        assertThat(type.isValidOutput(Wire.mapper().createObjectNode().put("twice", 2)))
                .isTrue();
        assertThat(type.isValidOutput(Wire.mapper().createObjectNode().put("twice", "2")))
                .isFalse();
    }

    @Test
    void tellsWhichFieldTheRecordDoesNotAccept() {
        TaskType type = new TaskType(new Doubler("test.a"));
        assertThatThrownBy(() -> type.bind(Wire.mapper().createObjectNode().put("number", 13)))
                .isInstanceOf(TaskFailure.Permanent.class)
                .hasMessageNotContainingAny("thirteen", "Doubler");
        assertThatThrownBy(() -> type.bind(Wire.mapper().createObjectNode().put("number", 1L << 40)))
                .isInstanceOfSatisfying(
                        TaskFailure.Permanent.class,
                        failure -> assertThat(failure.error().detail()).containsEntry("field", "number"));
    }

    static final class Doubler extends BaseWorker<Doubler.Input, Doubler.Output> {
        record Input(int number, @Nullable String comment) {
            Input {
                if (number == 13) {
                    throw new IllegalArgumentException("no thirteen here");
                }
            }
        }

        record Output(int twice) {}

        Doubler(String type) {
            super(type, Input.class, Output.class);
        }

        @Override
        protected Output process(Input input, TaskContext context) {
            return new Output(2 * input.number());
        }
    }
}
