package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.store.sql.Endings;
import cz.statex.aiworkers.core.store.sql.Endings.Ended;
import cz.statex.aiworkers.core.store.sql.Sql;
import cz.statex.aiworkers.core.store.sql.TaskInsert;
import cz.statex.aiworkers.core.store.sql.TaskInsert.Inserted;
import cz.statex.aiworkers.core.store.sql.TaskInsert.NewTask;
import cz.statex.aiworkers.core.store.sql.TaskRow;
import cz.statex.aiworkers.core.store.sql.Transactions;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Claims of tasks that the store does not know yet: one insert grants a whole group. A task that is known already is left
 * alone and gets no answer here; {@link RepeatedClaims} has it.
 */
final class NewClaims implements GroupCommitter.Work<ClaimRequest, Optional<Claim>> {

    private static final String FIRSTS =
            """
            select d.id, greatest(now(), f.lease_until, f.next_attempt_at) as expected
            from task d join task f on f.id = d.duplicate_of where d.id = any(?)
            """;

    private static final String READ = "select " + TaskRow.COLUMNS + " from task t where t.id = any(?)";

    private final Transactions transactions;

    NewClaims(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<Optional<Claim>> commit(List<ClaimRequest> requests) {
        Map<UUID, Claim> claims = transactions.run(sql -> claim(sql, requests));
        List<Optional<Claim>> answers = new ArrayList<>(requests.size());
        for (ClaimRequest request : requests) {
            // Removed with the first answer: of two deliveries of one task in a group only one is granted.
            answers.add(Optional.ofNullable(claims.remove(request.taskId())));
        }
        return answers;
    }

    private static Map<UUID, Claim> claim(Sql sql, List<ClaimRequest> requests) throws SQLException {
        Map<UUID, Claim> claims = new HashMap<>();
        Map<UUID, NewTask> toInsert = new HashMap<>();
        List<ClaimRequest> keyed = new ArrayList<>();
        Map<UUID, ClaimRequest> firstOfId = new HashMap<>();
        for (ClaimRequest request : requests) {
            if (firstOfId.putIfAbsent(request.taskId(), request) != null) {
                continue;
            }
            if (request.task().idempotencyKey() == null) {
                toInsert.put(request.taskId(), request.asNew(null));
            } else {
                keyed.add(request);
            }
        }
        if (!keyed.isEmpty()) {
            for (NewTask task : IdempotencyKeys.take(sql, keyed, claims)) {
                toInsert.put(task.task().id(), task);
            }
        }
        insert(sql, toInsert, claims);
        return claims;
    }

    private static void insert(Sql sql, Map<UUID, NewTask> toInsert, Map<UUID, Claim> claims) throws SQLException {
        if (toInsert.isEmpty()) {
            return;
        }
        List<Ended> ended = new ArrayList<>();
        List<UUID> duplicates = new ArrayList<>();
        boolean scheduled = false;
        for (Inserted inserted : TaskInsert.insert(sql, List.copyOf(toInsert.values()))) {
            NewTask requested = Objects.requireNonNull(toInsert.get(inserted.id()));
            Task task = inserted.complete(requested.task());
            switch (inserted.status()) {
                case RUNNING -> claims.put(task.id(), granted(task));
                case SCHEDULED -> {
                    if (requested.duplicateOf() == null) {
                        scheduled = true;
                        claims.put(
                                task.id(),
                                new Claim.Parked(
                                        Objects.requireNonNull(inserted.times().next())));
                    } else {
                        duplicates.add(task.id());
                    }
                }
                default -> {
                    ended.add(Ended.of(task));
                    claims.put(task.id(), new Claim.Finished(task));
                }
            }
        }
        if (scheduled) {
            sql.signalDue();
        }
        Endings.follow(sql, ended);
        if (!duplicates.isEmpty()) {
            answerDuplicates(sql, toInsert, duplicates, claims);
        }
    }

    /** A duplicate of an ended task ends with it at once; the others wait. */
    private static void answerDuplicates(
            Sql sql, Map<UUID, NewTask> inserted, Collection<UUID> duplicates, Map<UUID, Claim> claims)
            throws SQLException {
        List<UUID> firsts = duplicates.stream()
                .map(id -> Objects.requireNonNull(inserted.get(id)).duplicateOf())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Endings.count(sql, Endings.endDuplicates(sql, firsts, false));
        for (TaskRow row : sql.query(READ, TaskRow::read, sql.array("uuid", duplicates))) {
            if (row.task().statusOrDefault().isTerminal()) {
                claims.put(row.task().id(), new Claim.Finished(row.task()));
            }
        }
        sql.query(
                FIRSTS,
                row -> claims.putIfAbsent(
                        row.getObject("id", UUID.class),
                        new Claim.Parked(Objects.requireNonNull(Sql.time(row, "expected")))),
                sql.array("uuid", duplicates));
    }

    static Claim granted(Task task) {
        assert task.status() == TaskStatus.RUNNING;
        return new Claim.Granted(new Attempt(
                task,
                Objects.requireNonNull(task.attempt()),
                Objects.requireNonNull(task.workerId()),
                Objects.requireNonNull(task.startedAt())));
    }
}
