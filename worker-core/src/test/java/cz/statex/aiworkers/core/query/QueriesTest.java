package cz.statex.aiworkers.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anySet;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import cz.statex.aiworkers.core.execution.StoreUnavailableException;
import cz.statex.aiworkers.core.query.QueueInspector.Depth;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class QueriesTest {

    private final TaskQueries tasks = mock();
    private final JobQueries jobs = mock();
    private final DeadLetterQueries deadLetters = mock();
    private final FleetQueries fleet = mock();
    private final QueueInspector queues = mock();
    private final Queries queries = new Queries(tasks, jobs, deadLetters, fleet, queues);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tasks.get         | {}                                                     | id",
                "tasks.get         | {\"id\": \"nonsense\"}                                 | id",
                "tasks.get         | {\"id\": 7}                                            | id",
                "tasks.list        | {\"status\": \"sleeping\"}                             | status",
                "tasks.list        | {\"limit\": 0}                                         | limit",
                "tasks.list        | {\"limit\": 1001}                                      | limit",
                "tasks.list        | {\"limit\": \"many\"}                                  | limit",
                "tasks.list        | {\"before\": \"yesterday\"}                            | before",
                "tasks.list        | {\"task_type\": \" \"}                                 | task_type",
                "jobs.create       | {\"id\": \"%s\", \"policy\": \"most\", \"total\": 1}   | policy",
                "jobs.create       | {\"id\": \"%s\", \"policy\": \"all\"}                  | total",
                "jobs.create       | {\"id\": \"%s\", \"policy\": \"all\", \"total\": 1.5}  | total",
                "queues.pause      | {}                                                     | task_type",
                "models.reload     | {}                                                     | model",
                "dead_letters.list | {\"kind\": \"alive\"}                                  | kind",
                "dead_letters.list | {\"task_type\": \"a\\u0000b\"}                         | task_type",
                "tasks.paint       | {}                                                     | operation",
            })
    void namesTheArgumentThatIsMissingOrWrong(String operation, String arguments, String field) {
        TaskError error = refused(operation, arguments.replace("%s", UUID.randomUUID() + ""));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(error.detail()).isEqualTo(Map.of("field", field));
        assertThat(error.message()).startsWith(field);
    }

    @Test
    void listsFiftyUnlessToldOtherwise() {
        assertThat(answer(Query.TASK_LIST, "{}").error()).isNull();
        verify(tasks).list(new TaskQueries.Filter(null, null, null, 50, null));
    }

    @Test
    void saysThatTheStoreIsAway() {
        when(fleet.workers()).thenThrow(new StoreUnavailableException("away", new IllegalStateException()));
        assertThat(refused(Query.WORKER_LIST, "{}").code()).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
    }

    @Test
    void tellsNothingOfItsOwnMistakes() {
        when(fleet.workers()).thenThrow(new IllegalStateException("secret"));
        TaskError error = refused(Query.WORKER_LIST, "{}");
        assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(error.message()).doesNotContain("secret");
    }

    @Test
    @SuppressWarnings("NullAway") // As decoded from {}.
    void refusesAQueryThatIsEmpty() {
        TaskError error =
                Objects.requireNonNull(queries.answer(new Query(null, null)).error());
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    }

    @Test
    void pausesAKnownTypeAndTellsEveryWorker() {
        when(fleet.taskTypes()).thenReturn(Set.of("text.embed"));
        assertThat(answer(Query.QUEUE_PAUSE, "{\"task_type\": \"text.embed\", \"by\": \"ann\"}")
                        .error())
                .isNull();
        verify(fleet).pause("text.embed", "ann");
        verify(queues).broadcast(new Control(Control.Command.PAUSE, null, "text.embed", null));
        assertThat(refused(Query.QUEUE_PAUSE, "{\"task_type\": \"text.other\"}").code())
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void tellsEveryWorkerToReloadAModel() {
        assertThat(answer(Query.MODEL_RELOAD, "{\"model\": \"all-minilm-l6-v2\", \"by\": \"ann\"}")
                        .error())
                .isNull();
        verify(fleet).reloadModel("all-minilm-l6-v2", "ann");
        verify(queues).broadcast(new Control(Control.Command.RELOAD_MODEL, null, null, "all-minilm-l6-v2"));
    }

    @Test
    void resumesAType() {
        assertThat(answer(Query.QUEUE_RESUME, "{\"task_type\": \"text.embed\"}").result())
                .isEqualTo(Wire.mapper().createObjectNode());
        verify(fleet).resume("text.embed", "unknown");
        verify(queues).broadcast(new Control(Control.Command.RESUME, null, "text.embed", null));
    }

    @Test
    void listsQueuesByNameAndWhichArePaused() {
        when(fleet.taskTypes()).thenReturn(Set.of("a", "b"));
        when(fleet.pausedTaskTypes()).thenReturn(Set.of("a"));
        when(queues.depths(Set.of("a", "b")))
                .thenReturn(List.of(
                        new Depth("q.b", "b", Priority.NORMAL, 3, 1), new Depth("q.a", "a", Priority.HIGH, 0, 2)));
        Query.Queue[] listed = Wire.mapper()
                .treeToValue(
                        Objects.requireNonNull(answer(Query.QUEUE_LIST, "{}").result()), Query.Queue[].class);
        assertThat(listed)
                .containsExactly(
                        new Query.Queue("q.a", "a", Priority.HIGH, 0, 2, true),
                        new Query.Queue("q.b", "b", Priority.NORMAL, 3, 1, false));
    }

    @Test
    void showsSchemas() {
        when(fleet.schemas("text.embed"))
                .thenReturn(Optional.of(Wire.mapper().createObjectNode().put("input", 1)));
        assertThat(answer(Query.SCHEMA_GET, "{\"task_type\": \"text.embed\"}").result())
                .isEqualTo(Wire.mapper().createObjectNode().put("input", 1));
        assertThat(refused(Query.SCHEMA_GET, "{\"task_type\": \"text.other\"}").code())
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void purgesEvenIfTheBrokersCopiesCannotBeReached() {
        when(deadLetters.purge(any(), any(), any()))
                .thenReturn(new DeadLetterQueries.Purged(2, Set.of(UUID.randomUUID())));
        when(queues.removeDeadLetters(anySet())).thenThrow(new IllegalStateException("broker away"));
        assertThat(answer(Query.DEAD_LETTER_PURGE, "{}").result())
                .isEqualTo(Wire.mapper().createObjectNode().put("purged", 2));
    }

    @Test
    void listsDeadLettersOfAKind() {
        when(deadLetters.list(any(), any(), anyInt())).thenReturn(List.of());
        assertThat(answer(Query.DEAD_LETTER_LIST, "{\"kind\": \"dead\", \"limit\": 1000}")
                        .error())
                .isNull();
        verify(deadLetters).list("dead", null, 1_000);
    }

    private Query.Reply answer(String operation, String arguments) {
        return queries.answer(new Query(operation, (ObjectNode) Wire.mapper().readTree(arguments)));
    }

    private TaskError refused(String operation, String arguments) {
        Query.Reply reply = answer(operation, arguments);
        assertThat(reply.result()).isNull();
        return Objects.requireNonNull(reply.error());
    }
}
