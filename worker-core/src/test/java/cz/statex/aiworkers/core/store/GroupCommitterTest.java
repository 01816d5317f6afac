package cz.statex.aiworkers.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.execution.StoreUnavailableException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupCommitterTest {

    private final List<List<Integer>> groups = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstCommitMayEnd = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void stopCallers() {
        callers.shutdownNow();
    }

    @Test
    void commitsALoneRequestAtOnce() {
        try (GroupCommitter<Integer, Integer> committer = new GroupCommitter<>("test", 10, this::twice)) {
            firstCommitMayEnd.countDown();
            assertThat(committer.submit(21)).isEqualTo(42);
        }
        assertThat(groups).containsExactly(List.of(21));
    }

    @Test
    void collectsTheNextGroupWhileACommitRuns() {
        try (GroupCommitter<Integer, Integer> committer = new GroupCommitter<>("test", 4, this::twice)) {
            List<CompletableFuture<Integer>> answers = submitBehindAFirstOne(committer, 6);
            firstCommitMayEnd.countDown();
            assertThat(answers.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(2, 4, 6, 8, 10, 12);
        }
        assertThat(groups).extracting(List::size).as("at most four at once").containsExactly(1, 4, 2);
    }

    @Test
    void doesNotLetOneRequestFailTheOthersOfItsGroup() {
        try (GroupCommitter<Integer, Integer> committer = new GroupCommitter<>("test", 10, requests -> {
            List<Integer> answers = twice(requests);
            if (requests.contains(3)) {
                throw new IllegalArgumentException("three");
            }
            return answers;
        })) {
            List<CompletableFuture<Integer>> answers = submitBehindAFirstOne(committer, 4);
            firstCommitMayEnd.countDown();
            assertThatThrownBy(() -> answers.get(2).join()).hasRootCauseMessage("three");
            assertThat(List.of(
                            answers.get(0).join(),
                            answers.get(1).join(),
                            answers.get(3).join()))
                    .containsExactly(2, 4, 8);
        }
    }

    @Test
    void failsTheWholeGroupAtOnceWhenTheStoreIsAway() {
        try (GroupCommitter<Integer, Integer> committer = new GroupCommitter<>("test", 10, requests -> {
            List<Integer> answers = twice(requests);
            if (!requests.contains(0)) {
                throw new StoreUnavailableException("away", new IllegalStateException());
            }
            return answers;
        })) {
            List<CompletableFuture<Integer>> answers = submitBehindAFirstOne(committer, 3);
            firstCommitMayEnd.countDown();
            for (CompletableFuture<Integer> answer : answers) {
                assertThatThrownBy(answer::join).hasCauseInstanceOf(StoreUnavailableException.class);
            }
        }
        assertThat(groups).as("not tried one by one").hasSize(2);
    }

    @Test
    void keepsTheInterruptOfACallerForLater() throws Exception {
        try (GroupCommitter<Integer, Integer> committer = new GroupCommitter<>("test", 10, this::twice)) {
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                Integer answer = committer.submit(5);
                interrupted.complete(answer == 10 && Thread.currentThread().isInterrupted());
            });
            caller.start();
            await().until(() -> !groups.isEmpty());
            caller.interrupt();
            firstCommitMayEnd.countDown();
            assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void commitsWhatWaitsBeforeItClosesAndTakesNothingAfterwards() {
        GroupCommitter<Integer, Integer> committer = new GroupCommitter<>("test", 1, this::twice);
        List<CompletableFuture<Integer>> answers = submitBehindAFirstOne(committer, 3);
        firstCommitMayEnd.countDown();
        committer.close();
        committer.close();
        assertThat(answers.stream().map(CompletableFuture::join)).containsExactly(2, 4, 6);
        assertThatThrownBy(() -> committer.submit(1)).isInstanceOf(StoreUnavailableException.class);
    }

    /** Submits 0, whose commit waits, and then 1 to {@code count}. */
    private List<CompletableFuture<Integer>> submitBehindAFirstOne(
            GroupCommitter<Integer, Integer> committer, int count) {
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> committer.submit(0), callers);
        await().until(() -> groups.size() == 1);
        List<CompletableFuture<Integer>> answers = IntStream.rangeClosed(1, count)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> committer.submit(i), callers))
                .toList();
        await().until(() -> committer.waiting() == count);
        assertThat(first).isNotDone();
        return answers;
    }

    private List<Integer> twice(List<Integer> requests) {
        groups.add(requests);
        try {
            assertThat(firstCommitMayEnd.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return requests.stream().map(request -> request * 2).toList();
    }
}
