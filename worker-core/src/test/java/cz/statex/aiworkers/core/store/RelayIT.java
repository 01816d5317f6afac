package cz.statex.aiworkers.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.execution.StoreUnavailableException;
import cz.statex.aiworkers.core.testing.TestServers;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The relay's side under concurrency, and the signal that wakes it. */
@Timeout(60)
class RelayIT {

    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final TaskError BROKEN = TaskError.of(ErrorCode.PROCESSING_FAILED, "it broke");

    private static StoreFixture store;

    @BeforeAll
    static void open() {
        store = new StoreFixture(TestServers.database(RelayIT.class));
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @AfterEach
    void publishTheRest() {
        store.outbox.dispatch(1_000, (tasks, results, jobs) -> {});
    }

    @Test
    void doesNotGiveTwoRelaysTheSameTask() throws Exception {
        List<Task> tasks = List.of(retrying(), retrying(), retrying(), retrying());
        CountDownLatch firstHolds = new CountDownLatch(1);
        CountDownLatch firstMayEnd = new CountDownLatch(1);
        List<UUID> published = new ArrayList<>();
        CompletableFuture<Integer> first =
                CompletableFuture.supplyAsync(() -> store.outbox.dispatch(2, (due, results, jobs) -> {
                    due.forEach(owed -> published.add(owed.task().id()));
                    firstHolds.countDown();
                    awaitUninterrupted(firstMayEnd);
                }));
        assertThat(firstHolds.await(20, TimeUnit.SECONDS)).isTrue();
        int second = store.outbox.dispatch(
                10,
                (due, results, jobs) ->
                        due.forEach(owed -> published.add(owed.task().id())));
        firstMayEnd.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(second).isEqualTo(2);
        assertThat(published)
                .containsExactlyInAnyOrderElementsOf(
                        tasks.stream().map(Task::id).toList());
    }

    @Test
    void letsAWorkerThatIsQuickerThanTheCommitWaitForIt() throws Exception {
        Task task = retrying();
        CompletableFuture<Claim> claim = new CompletableFuture<>();
        store.outbox.dispatch(10, (due, results, jobs) -> {
            claim.completeAsync(() -> store.tasks.claim(task, "same", null, "quick", LEASE));
            await().until(() -> store.count(
                            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%no key update%'"
                                    + " and datname = current_database()")
                    == 1);
        });
        assertThat(claim.get(20, TimeUnit.SECONDS)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void sendsATaskAsItWasSubmitted() {
        Task task = retrying();
        List<Task> sent = new ArrayList<>();
        store.outbox.dispatch(10, (due, results, jobs) -> due.forEach(owed -> sent.add(owed.task())));
        assertThat(sent).singleElement().satisfies(again -> {
            assertThat(again.id()).isEqualTo(task.id());
            assertThat(again.inputData()).isEqualTo(task.inputData());
            assertThat(again.error()).isNull();
            assertThat(again.attempt()).isNull();
        });
    }

    @Test
    void wakesTheRelayWhenSomethingBecomesDue() throws Exception {
        store.outbox.awaitSignal(Duration.ofSeconds(1));
        CompletableFuture<Void> woken = CompletableFuture.runAsync(RelayIT::awaitSignal);
        retrying();
        woken.get(10, TimeUnit.SECONDS);
        assertThat(store.outbox.untilNextDue(Duration.ofMinutes(1))).isZero();
    }

    @Test
    void returnsWhenNothingHappens() throws Exception {
        store.outbox.awaitSignal(Duration.ofMillis(300));
        store.outbox.awaitSignal(Duration.ofMillis(300));
        assertThat(store.outbox.untilNextDue(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void listensAgainAfterItsConnectionBroke() throws Exception {
        store.outbox.awaitSignal(Duration.ofMillis(10));
        assertThat(store.count(
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity where query like 'listen %'"
                                + " and datname = current_database()"))
                .isEqualTo(1);
        assertThatThrownBy(() -> store.outbox.awaitSignal(Duration.ofSeconds(5)))
                .isInstanceOf(StoreUnavailableException.class);
        store.outbox.awaitSignal(Duration.ofSeconds(5));
        CompletableFuture<Void> woken = CompletableFuture.runAsync(RelayIT::awaitSignal);
        retrying();
        woken.get(10, TimeUnit.SECONDS);
    }

    @Test
    void endsTheWaitOfAnInterruptedRelay() throws Exception {
        store.outbox.awaitSignal(Duration.ofMillis(10));
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread relay = new Thread(() -> {
            try {
                store.outbox.awaitSignal(Duration.ofMinutes(1));
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        relay.start();
        relay.interrupt();
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
    }

    private static Task retrying() {
        Task task = Task.builder(UUID.randomUUID(), "test.relay")
                .input("text", "hello")
                .build();
        Attempt attempt = ((Claim.Granted) store.tasks.claim(task, "same", null, "worker", LEASE)).attempt();
        assertThat(store.tasks.settle(attempt, new Settlement.Retry(BROKEN, Duration.ZERO)))
                .isPresent();
        return task;
    }

    private static void awaitSignal() {
        try {
            store.outbox.awaitSignal(Duration.ofSeconds(50));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
