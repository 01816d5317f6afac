package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.store.sql.Sql;
import cz.statex.aiworkers.core.store.sql.TaskInsert.NewTask;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides which of several tasks with the same type and idempotency key is the first one, and what the others are. */
final class IdempotencyKeys {

    private static final String TAKE_FREE =
            """
            insert into idempotency (task_type, idempotency_key, task_id, fingerprint)
            select n.* from unnest(?::text[], ?::text[], ?::uuid[], ?::text[]) as n(type, key, id, fingerprint)
            order by 1, 2 on conflict do nothing
            """;

    private static final String OWNERS =
            """
            select k.task_type, k.idempotency_key, k.task_id, k.fingerprint, t.id is not null as kept
            from unnest(?::text[], ?::text[]) as n(type, key)
            join idempotency k on k.task_type = n.type and k.idempotency_key = n.key
            left join task t on t.id = k.task_id
            """;

    /** While a first task is locked it cannot end unnoticed between our look at it and our commit. */
    private static final String HOLD_FIRSTS = "select id from task where id = any(?) order by id for share";

    private static final String TAKE_OVER =
            """
            update idempotency set task_id = ?, fingerprint = ? where task_type = ? and idempotency_key = ? and task_id = ?
            """;

    private IdempotencyKeys() {}

    private record Key(String taskType, String value) {
        static Key of(ClaimRequest request) {
            return new Key(
                    request.task().taskType(), String.valueOf(request.task().idempotencyKey()));
        }
    }

    private record Owner(Key key, UUID taskId, String fingerprint, boolean kept) {}

    /**
     * Takes the keys of new tasks.
     *
     * @param rejected collects the tasks whose key belongs to other content
     * @return the tasks to insert, the duplicates of an earlier task among them
     */
    static List<NewTask> take(Sql sql, List<ClaimRequest> keyed, Map<UUID, Claim> rejected) throws SQLException {
        Set<UUID> known = Set.copyOf(sql.query(
                "select id from task where id = any(?)",
                row -> row.getObject(1, UUID.class),
                sql.column("uuid", keyed, ClaimRequest::taskId)));
        List<ClaimRequest> fresh = keyed.stream()
                .filter(request -> !known.contains(request.taskId()))
                .sorted(Comparator.comparing(ClaimRequest::taskId))
                .toList();
        if (fresh.isEmpty()) {
            return List.of();
        }
        Map<Key, Owner> owners = owners(sql, fresh);
        Set<UUID> here = fresh.stream().map(ClaimRequest::taskId).collect(Collectors.toSet());
        List<NewTask> toInsert = new ArrayList<>();
        Set<UUID> firsts = new HashSet<>();
        for (ClaimRequest request : fresh) {
            Owner owner = owners.get(Key.of(request));
            UUID first = owner == null ? null : firstOf(sql, request, owner, here);
            if (first == null) {
                toInsert.add(request.asNew(null));
            } else if (owner != null && !owner.fingerprint().equals(request.fingerprint())) {
                rejected.put(request.taskId(), conflict());
            } else {
                firsts.add(first);
                toInsert.add(request.asNew(first));
            }
        }
        if (!firsts.isEmpty()) {
            sql.query(HOLD_FIRSTS, row -> "", sql.array("uuid", firsts));
        }
        return toInsert;
    }

    /** The earlier task that owns the key, null if this one does. */
    private static @Nullable UUID firstOf(Sql sql, ClaimRequest request, Owner owner, Set<UUID> here)
            throws SQLException {
        if (owner.taskId().equals(request.taskId())) {
            return null;
        }
        if (!owner.kept() && !here.contains(owner.taskId())) {
            // Retention has removed the first task: its key is free again.
            Key key = owner.key();
            int taken = sql.update(
                    TAKE_OVER, request.taskId(), request.fingerprint(), key.taskType(), key.value(), owner.taskId());
            return taken == 1 ? null : owner.taskId();
        }
        return owner.taskId();
    }

    private static Map<Key, Owner> owners(Sql sql, List<ClaimRequest> requests) throws SQLException {
        var types = sql.column("text", requests, request -> request.task().taskType());
        var keys = sql.column("text", requests, request -> request.task().idempotencyKey());
        sql.update(
                TAKE_FREE,
                types,
                keys,
                sql.column("uuid", requests, ClaimRequest::taskId),
                sql.column("text", requests, ClaimRequest::fingerprint));
        Map<Key, Owner> owners = new HashMap<>();
        for (Owner owner : sql.query(OWNERS, IdempotencyKeys::readOwner, types, keys)) {
            owners.put(owner.key(), owner);
        }
        return owners;
    }

    private static Owner readOwner(ResultSet row) throws SQLException {
        return new Owner(
                new Key(row.getString("task_type"), row.getString("idempotency_key")),
                row.getObject("task_id", UUID.class),
                row.getString("fingerprint"),
                row.getBoolean("kept"));
    }

    private static Claim conflict() {
        return new Claim.Rejected(TaskError.of(
                ErrorCode.IDEMPOTENCY_CONFLICT,
                "the idempotency key belongs to a task of this type with other content"));
    }
}
