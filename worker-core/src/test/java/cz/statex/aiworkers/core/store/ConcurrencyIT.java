package cz.statex.aiworkers.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.testing.TestServers;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** Many callers, two stores (as of two processes), one database. */
class ConcurrencyIT {

    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final TaskError BROKEN = TaskError.of(ErrorCode.PROCESSING_FAILED, "it broke");
    private static final int CALLERS = 64;

    private static StoreFixture store;
    private static SqlTaskStore otherStore;
    private static ExecutorService callers;

    @BeforeAll
    static void open() {
        store = new StoreFixture(TestServers.database(ConcurrencyIT.class));
        otherStore = new SqlTaskStore(store.dataSource, new StoreSettings(16));
        callers = Executors.newFixedThreadPool(CALLERS);
    }

    @AfterAll
    static void close() {
        callers.shutdownNow();
        otherStore.close();
        store.close();
    }

    @Test
    void grantsEachTaskExactlyOnceToManyCallers() throws Exception {
        List<Task> tasks = tasks(104, null, null);
        Map<UUID, AtomicInteger> grants = new ConcurrentHashMap<>();
        AtomicInteger busy = new AtomicInteger();
        inParallel(IntStream.range(0, CALLERS).<Callable<Integer>>mapToObj(caller -> () -> {
            List<Task> shuffled = new ArrayList<>(tasks.subList(caller, caller + 40));
            Collections.shuffle(shuffled, new Random(caller));
            for (Task task : shuffled) {
                Claim claim = storeOf(caller).claim(task, "same", null, "worker-" + caller, LEASE);
                if (claim instanceof Claim.Granted) {
                    grants.computeIfAbsent(task.id(), id -> new AtomicInteger()).incrementAndGet();
                } else if (claim instanceof Claim.Busy) {
                    busy.incrementAndGet();
                }
            }
            return caller;
        }));
        assertThat(grants.values()).extracting(AtomicInteger::get).containsOnly(1);
        assertThat(grants.size() + busy.get()).as("every claim was answered").isEqualTo(CALLERS * 40);
    }

    @Test
    void grantsAnExpiredLeaseToOneOfManyTakers() throws Exception {
        Task task = tasks(1, null, null).get(0);
        granted(task);
        store.expireLease(task.id());
        List<Claim> claims = inParallel(IntStream.range(0, 32)
                .mapToObj(caller -> () -> storeOf(caller).claim(task, "same", null, "taker-" + caller, LEASE)));
        assertThat(claims)
                .filteredOn(Claim.Granted.class::isInstance)
                .singleElement()
                .satisfies(claim ->
                        assertThat(((Claim.Granted) claim).attempt().number()).isEqualTo(2));
        assertThat(claims).filteredOn(Claim.Busy.class::isInstance).hasSize(31);
    }

    @Test
    void takesOneOfManySettlementsOfAnAttempt() throws Exception {
        Attempt attempt = granted(tasks(1, null, null).get(0));
        List<Optional<Task>> answers = inParallel(IntStream.range(0, 32)
                .mapToObj(caller -> () -> storeOf(caller)
                        .settle(
                                attempt,
                                caller % 2 == 0
                                        ? success("output " + caller)
                                        : new Settlement.Failed(
                                                TaskError.of(ErrorCode.INTERNAL, "error " + caller), true))));
        assertThat(answers).filteredOn(Optional::isPresent).hasSize(1);
        Task stored = store.taskQueries.find(attempt.taskId()).orElseThrow();
        assertThat(answers).contains(Optional.of(stored));
    }

    @Test
    void answersASettlementThatWasCutOffWithTheSameAgain() {
        Attempt attempt = granted(tasks(1, null, null).get(0));
        Optional<Task> first = store.tasks.settle(attempt, success("done"));
        Optional<Task> again = store.tasks.settle(attempt, success("done"));
        assertThat(first).isPresent();
        assertThat(again).isEqualTo(first);
    }

    @Test
    void grantsOneOfManyDuplicatesAndEndsThemAllAlike() throws Exception {
        List<Task> duplicates = tasks(40, null, UUID.randomUUID().toString());
        List<Claim> claims = inParallel(IntStream.range(0, 40)
                .mapToObj(
                        caller -> () -> storeOf(caller).claim(duplicates.get(caller), "same", null, "worker", LEASE)));
        List<Claim> granted =
                claims.stream().filter(Claim.Granted.class::isInstance).toList();
        assertThat(granted).hasSize(1);
        assertThat(claims).filteredOn(Claim.Parked.class::isInstance).hasSize(39);
        Attempt attempt = ((Claim.Granted) granted.get(0)).attempt();
        assertThat(store.tasks.settle(attempt, success("once"))).isPresent();
        for (Task duplicate : duplicates) {
            Task ended = store.taskQueries.find(duplicate.id()).orElseThrow();
            assertThat(ended.status()).isEqualTo(TaskStatus.SUCCEEDED);
            assertThat(ended.outputData()).isEqualTo(output("once"));
        }
    }

    @ParameterizedTest
    @EnumSource(Job.Policy.class)
    void decidesAndAnnouncesAJobOnceUnderEveryPolicy(Job.Policy policy) throws Exception {
        UUID jobId = UUID.randomUUID();
        store.jobs.create(jobId, policy, 60);
        List<Task> tasks = tasks(60, jobId, null);
        AtomicInteger announced = new AtomicInteger();
        inParallel(IntStream.range(0, 60).<Callable<Integer>>mapToObj(i -> () -> {
            Claim claim = storeOf(i).claim(tasks.get(i), "same", null, "worker", LEASE);
            Settlement end = i % 3 == 0 ? new Settlement.Failed(BROKEN, false) : success("done");
            assertThat(storeOf(i).settle(((Claim.Granted) claim).attempt(), end))
                    .isPresent();
            return store.outbox.dispatch(
                    100,
                    (due, results, jobs) -> announced.addAndGet((int)
                            jobs.stream().filter(job -> job.id().equals(jobId)).count()));
        }));
        store.outbox.dispatch(
                100,
                (due, results, jobs) -> announced.addAndGet((int)
                        jobs.stream().filter(job -> job.id().equals(jobId)).count()));
        Job job = store.jobs.find(jobId).orElseThrow();
        assertThat(announced).hasValue(1);
        assertThat(job.succeeded()).isEqualTo(40);
        assertThat(job.failed()).isEqualTo(20);
        assertThat(job.status()).isEqualTo(policy == Job.Policy.ALL ? Job.Status.FAILED : Job.Status.SUCCEEDED);
    }

    @Test
    void refusesWhatTheDatabaseCannotHoldWithoutHarmToOthers() throws Exception {
        List<Task> tasks = tasks(20, null, null);
        List<Claim> claims = inParallel(IntStream.range(0, 20).mapToObj(i -> () -> {
            Task task = i == 7 ? tasks.get(i).toBuilder().replyTo("a\0b").build() : tasks.get(i);
            return store.tasks.claim(task, "same", null, "worker", LEASE);
        }));
        assertThat(claims).filteredOn(Claim.Granted.class::isInstance).hasSize(19);
        assertThat(claims.get(7)).isInstanceOfSatisfying(Claim.Rejected.class, rejected -> assertThat(
                        rejected.error().detail())
                .isEqualTo(Map.of("field", "reply_to")));
    }

    private static SqlTaskStore storeOf(int caller) {
        return caller % 2 == 0 ? store.tasks : otherStore;
    }

    private static Attempt granted(Task task) {
        Claim claim = store.tasks.claim(task, "same", null, "worker", LEASE);
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).attempt();
    }

    private static List<Task> tasks(int count, @Nullable UUID jobId, @Nullable String key) {
        return IntStream.range(0, count)
                .mapToObj(i -> Task.builder(UUID.randomUUID(), "test.concurrent")
                        .jobId(jobId)
                        .idempotencyKey(key)
                        .input("text", "hello")
                        .build())
                .toList();
    }

    private static Settlement success(String text) {
        return new Settlement.Succeeded(output(text), null, new Task.Timings(1, 2, 3, 4), false);
    }

    private static ObjectNode output(String text) {
        return Wire.mapper().createObjectNode().put("text", text);
    }

    private static <T> List<T> inParallel(Stream<Callable<T>> work) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> result : callers.invokeAll(work.toList())) {
            results.add(Objects.requireNonNull(result.get()));
        }
        return results;
    }
}
