package cz.statex.aiworkers.core.execution.intake;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class TaskFingerprintTest {

    @Test
    void isTheSameOnEveryMachine() {
        assertThat(of("{\"b\":[1,2.5,true,null],\"a\":\"\u00e9\"}"))
                .isEqualTo("aa6c940ebf1d2e441398ab5cd3d0c1f4b88cb836506573204b6a34c150749c05");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'a':1,'b':2} | {'b':2,'a':1}",
                "{'a':1} | {'a':1.0}",
                "{'a':100} | {'a':1e2}",
                "{'a':0} | {'a':-0.0}",
                "{'a':{'x':[1,{'p':1,'q':2}]}} | {'a': {'x': [1.0, {'q': 2, 'p': 1}]}}",
                "{'a':'\\u00e9'} | {'a':'\u00e9'}"
            })
    void isEqualForEqualContent(String one, String other) {
        assertThat(of(one.replace('\'', '"'))).isEqualTo(of(other.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'a':1} | {'a':2}",
                "{'a':1} | {'a':'1'}",
                "{'a':0.1} | {'a':0.2}",
                "{'a':[1,2]} | {'a':[2,1]}",
                "{'a':[1,2]} | {'a':[[1],2]}",
                "{'a':null} | {}",
                "{'a':'b'} | {'ab':''}",
                "{'a':9007199254740993} | {'a':9007199254740992}"
            })
    void differsForOtherContent(String one, String other) {
        assertThat(of(one.replace('\'', '"'))).isNotEqualTo(of(other.replace('\'', '"')));
    }

    @Test
    void tellsInputFromParametersAndTypeFromType() {
        ObjectNode fields = Wire.mapper().createObjectNode().put("a", 1);
        Task input =
                Task.builder(UUID.randomUUID(), "test.echo").inputData(fields).build();
        Task parameters =
                Task.builder(UUID.randomUUID(), "test.echo").parameters(fields).build();
        Task other =
                Task.builder(UUID.randomUUID(), "test.other").inputData(fields).build();
        Task again = input.toBuilder().id(UUID.randomUUID()).maxRetries(9).build();
        assertThat(TaskFingerprint.of(input))
                .isNotEqualTo(TaskFingerprint.of(parameters))
                .isNotEqualTo(TaskFingerprint.of(other))
                .isEqualTo(TaskFingerprint.of(again));
    }

    @Test
    void keysTheCacheByModelAndVersionButNotByDevice() {
        String fingerprint = of("{}");
        String none = TaskFingerprint.cacheKey(fingerprint, Optional.empty());
        String first = TaskFingerprint.cacheKey(fingerprint, Optional.of(new ModelRef("m", "1", "cpu", null)));
        String second = TaskFingerprint.cacheKey(fingerprint, Optional.of(new ModelRef("m", "2", "cpu", null)));
        String elsewhere = TaskFingerprint.cacheKey(fingerprint, Optional.of(new ModelRef("m", "1", "cuda:0", null)));
        assertThat(first).isNotEqualTo(none).isNotEqualTo(second).isEqualTo(elsewhere);
    }

    private static String of(String input) {
        ObjectNode fields = (ObjectNode) Wire.mapper().readTree(input);
        return TaskFingerprint.of(
                Task.builder(UUID.randomUUID(), "test.echo").inputData(fields).build());
    }
}
