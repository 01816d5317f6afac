package cz.statex.aiworkers.core.execution.intake;

import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a task is, in 64 hexadecimal digits: the SHA-256 of its type, input and parameters as canonical JSON (sorted
 * names, no spaces, one form for equal numbers). Equal on every JDK and after a round trip through the database.
 */
public final class TaskFingerprint {

    /** Whole numbers up to here are written alike, however they were spelled: 1, 1.0 and 1e0 are one number. */
    private static final double LARGEST_EXACT = 1L << 53;

    private TaskFingerprint() {}

    /** The fingerprint of a task. */
    public static String of(Task task) {
        MessageDigest digest = sha256();
        DigestOutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
        try (JsonGenerator out = Wire.mapper().createGenerator(sink)) {
            out.writeStartArray();
            out.writeString(task.taskType());
            write(orEmpty(task.inputData()), out);
            write(orEmpty(task.parameters()), out);
            out.writeEndArray();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The key of its output in the result cache: other models, and other versions of one, give other outputs. */
    public static String cacheKey(String fingerprint, Optional<ModelRef> model) {
        MessageDigest digest = sha256();
        digest.update(fingerprint.getBytes(StandardCharsets.US_ASCII));
        model.ifPresent(ref -> digest.update(
                (ref.name() + '\n' + ref.version() + '\n' + ref.precision()).getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void write(JsonNode node, JsonGenerator out) {
        switch (node.getNodeType()) {
            case OBJECT -> {
                String[] names = node.propertyNames().toArray(String[]::new);
                Arrays.sort(names);
                out.writeStartObject();
                for (String name : names) {
                    out.writeName(name);
                    write(node.get(name), out);
                }
                out.writeEndObject();
            }
            case ARRAY -> {
                out.writeStartArray();
                for (JsonNode element : node) {
                    write(element, out);
                }
                out.writeEndArray();
            }
            case NUMBER -> writeNumber(node, out);
            case STRING -> out.writeString(node.stringValue());
            case BOOLEAN -> out.writeBoolean(node.booleanValue());
            default -> out.writeNull();
        }
    }

    private static void writeNumber(JsonNode number, JsonGenerator out) {
        if (number.isIntegralNumber()) {
            out.writeNumber(number.bigIntegerValue());
            return;
        }
        double value = number.doubleValue();
        if (value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT) {
            out.writeNumber((long) value);
        } else {
            // The bits: the decimal form of a double depends on the JDK.
            out.writeString("double " + Long.toHexString(Double.doubleToLongBits(value)));
        }
    }

    private static JsonNode orEmpty(@Nullable ObjectNode node) {
        return node == null ? Wire.mapper().createObjectNode() : node;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
