package cz.statex.aiworkers.core.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The header of a safetensors file: 8 bytes with its length, then JSON that tells type, shape and place of each tensor.
 * It is read as a stream from the mapped file, so a header costs the memory of the tensors that it really names.
 *
 * <p>Format: https://github.com/huggingface/safetensors, "Format". Its rules are all checked: the places follow each
 * other without overlaps and gaps, and together are the whole rest of the file.
 */
final class SafetensorsHeader {

    /** Longest header that the format allows. */
    private static final int MAX_BYTES = 100_000_000;

    /** Reads JSON of strangers. Names are not kept beyond a file, since every file brings others. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(CheckpointFiles.MAX_NAME_BYTES)
                    .maxNameLength(CheckpointFiles.MAX_NAME_BYTES)
                    .build())
            .build();

    private static final int LENGTH_BYTES = 8;

    private static final String METADATA = "__metadata__";

    private final MappedFile file;
    private final long dataOffset;
    private final Map<String, Stored> tensors = new LinkedHashMap<>();

    /** A tensor and where its bytes are in the file. */
    record Stored(TensorInfo info, long offset) {}

    private record Place(Stored tensor, long begin, long end) {}

    private SafetensorsHeader(MappedFile file, long dataOffset) {
        this.file = file;
        this.dataOffset = dataOffset;
    }

    /**
     * Reads the header of {@code file}.
     *
     * @throws CheckpointException if it breaks a rule of the format, or names a type that is not read
     */
    static Map<String, Stored> read(MappedFile file) throws CheckpointException {
        if (file.size() < LENGTH_BYTES) {
            throw new CheckpointException(
                    file.name(),
                    "is truncated: it has " + file.size() + " bytes, and the header's length alone takes 8");
        }
        byte[] start = new byte[LENGTH_BYTES];
        file.copy(0, start, 0, LENGTH_BYTES);
        long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > MAX_BYTES) {
            throw new CheckpointException(
                    file.name(),
                    "claims a header of " + Long.toUnsignedString(length) + " bytes, and at most " + MAX_BYTES
                            + " are allowed");
        }
        long left = file.size() - LENGTH_BYTES;
        if (length > left) {
            throw new CheckpointException(
                    file.name(),
                    "is truncated: its header claims " + length + " bytes, but the file holds only " + left + " more");
        }
        SafetensorsHeader header = new SafetensorsHeader(file, LENGTH_BYTES + length);
        try (JsonParser json = parser(file, LENGTH_BYTES, LENGTH_BYTES + length)) {
            header.read(json);
        } catch (JacksonException e) {
            throw unreadable(file, e);
        }
        return header.tensors;
    }

    /** Parses the part of {@code file} from {@code from} to {@code to}, exclusive, without holding it in memory. */
    static JsonParser parser(MappedFile file, long from, long to) {
        return JSON.createParser(ObjectReadContext.empty(), file.stream(from, to));
    }

    /** What is told about JSON that cannot be parsed, or whose file could not be read meanwhile. */
    static CheckpointException unreadable(MappedFile file, JacksonException problem) {
        return problem.getCause() instanceof CheckpointException cause
                ? cause
                : new CheckpointException(
                        file.name(), "has no valid JSON where it should: " + problem.getOriginalMessage(), problem);
    }

    private void read(JsonParser json) throws CheckpointException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new CheckpointException(file.name(), "has a header that is no JSON object");
        }
        List<Place> places = new ArrayList<>();
        boolean metadata = false;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            if (!name.equals(METADATA)) {
                places.add(tensor(name, json));
            } else if (metadata) {
                throw new CheckpointException(file.name(), "holds two metadata");
            } else {
                metadata = true;
                json.nextToken();
                json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw new CheckpointException(file.name(), "has more than a JSON object in its header");
        }
        if (tensors.isEmpty()) {
            throw new CheckpointException(file.name(), "holds no tensors");
        }
        requireWholeFile(places);
    }

    private Place tensor(String name, JsonParser json) throws CheckpointException {
        if (name.isEmpty()) {
            throw new CheckpointException(file.name(), "holds a tensor without a name");
        }
        if (tensors.size() == CheckpointFiles.MAX_TENSORS) {
            throw new CheckpointException(file.name(), "holds more than " + CheckpointFiles.MAX_TENSORS + " tensors");
        }
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw broken(name, "is not described by a JSON object");
        }
        DType dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        int fields = 0;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "dtype" -> dtype = dtype(name, json);
                case "shape" -> shape = numbers(name, json, CheckpointFiles.MAX_DIMENSIONS);
                case "data_offsets" -> offsets = numbers(name, json, 2);
                default -> {
                    json.skipChildren();
                    fields--;
                }
            }
            fields++;
        }
        if (fields != 3 || dtype == null || shape == null || offsets == null || offsets.size() != 2) {
            throw broken(name, "has not one dtype, one shape and one pair of data_offsets");
        }
        return place(new TensorInfo(name, dtype, shape), offsets.get(0), offsets.get(1));
    }

    private Place place(TensorInfo info, long begin, long end) throws CheckpointException {
        long data = file.size() - dataOffset;
        if (begin < 0 || end < begin || end > data) {
            throw broken(
                    info.name(),
                    "is said to be at bytes " + begin + " to " + end + " of the data, which has " + data + " bytes");
        }
        info.requireBytes(file.name(), end - begin);
        Stored stored = new Stored(info, dataOffset + begin);
        if (tensors.put(info.name(), stored) != null) {
            throw broken(info.name(), "appears twice");
        }
        return new Place(stored, begin, end);
    }

    private List<Long> numbers(String name, JsonParser json, int most) throws CheckpointException {
        String field = json.currentName();
        List<Long> numbers = new ArrayList<>(4);
        boolean list = json.currentToken() == JsonToken.START_ARRAY;
        while (list && json.nextToken() == JsonToken.VALUE_NUMBER_INT && numbers.size() < most) {
            numbers.add(json.getLongValue());
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw broken(name, "has a " + field + " that is no list of at most " + most + " integers");
        }
        return numbers;
    }

    private DType dtype(String name, JsonParser json) throws CheckpointException {
        String text = json.currentToken() == JsonToken.VALUE_STRING ? json.getString() : "unknown";
        return switch (text) {
            case "F64" -> DType.FLOAT64;
            case "F32" -> DType.FLOAT32;
            case "F16" -> DType.FLOAT16;
            case "BF16" -> DType.BFLOAT16;
            case "I64" -> DType.INT64;
            case "I32" -> DType.INT32;
            case "I16" -> DType.INT16;
            case "I8" -> DType.INT8;
            case "U8" -> DType.UINT8;
            case "BOOL" -> DType.BOOL;
            default -> throw broken(name, "is of type " + text + "; read are F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL");
        };
    }

    /** Checks that the tensors lie side by side from the first byte of the data to the last. */
    private void requireWholeFile(List<Place> places) throws CheckpointException {
        places.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
        long end = 0;
        for (Place place : places) {
            if (place.begin() != end) {
                throw broken(
                        place.tensor().info().name(),
                        (place.begin() < end ? "overlaps the one before it" : "leaves a gap before it")
                                + ": it begins at byte " + place.begin() + " of the data, the other ends at " + end);
            }
            end = place.end();
        }
        long data = file.size() - dataOffset;
        if (end != data) {
            throw new CheckpointException(
                    file.name(), "has " + data + " bytes of data, but its tensors take only " + end);
        }
    }

    private CheckpointException broken(String tensor, String problem) {
        return new CheckpointException(file.name(), tensor, problem);
    }
}
