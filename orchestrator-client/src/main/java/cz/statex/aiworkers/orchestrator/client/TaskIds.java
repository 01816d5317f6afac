package cz.statex.aiworkers.orchestrator.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids for tasks. Thread-safe. */
public final class TaskIds {

    /** Name space of ids that are derived from idempotency keys. */
    private static final UUID NAMESPACE = UUID.fromString("2f4b7f57-6d3c-5b0e-9a52-0f6f6f0c1a01");

    private TaskIds() {}

    /**
     * The id that belongs to an idempotency key: always the same for the same type and key (RFC 9562, version 5), so that
     * a submission that is repeated after a crash is the same task from the start.
     */
    public static UUID ofKey(String taskType, String idempotencyKey) {
        byte[] hash =
                sha1().digest(concat(NAMESPACE, (taskType + '\0' + idempotencyKey).getBytes(StandardCharsets.UTF_8)));
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        long high = (bytes.getLong() & 0xffff_ffff_ffff_0fffL) | 0x5000L;
        long low = (bytes.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static byte[] concat(UUID namespace, byte[] name) {
        return ByteBuffer.allocate(16 + name.length)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .put(name)
                .array();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-1", e);
        }
    }
}
