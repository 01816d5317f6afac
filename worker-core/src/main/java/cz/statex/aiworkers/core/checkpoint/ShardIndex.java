package cz.statex.aiworkers.core.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The index of a model in several files, as {@code model.safetensors.index.json} is: JSON whose {@code weight_map} tells
 * for each tensor which file beside the index holds it.
 */
final class ShardIndex {

    private static final int MAX_BYTES = 100_000_000;
    private static final String WEIGHTS = "weight_map";
    private static final Pattern PLAIN_NAME = Pattern.compile("[\\w-][\\w.-]{0,254}");

    private ShardIndex() {}

    /**
     * Reads which file holds which tensor, in the order of the index.
     *
     * @throws CheckpointException if {@code file} is no such index, or names a file in another folder
     */
    static Map<String, String> read(MappedFile file) throws CheckpointException {
        if (file.size() > MAX_BYTES) {
            throw new CheckpointException(
                    file.name(), "has " + file.size() + " bytes, and an index at most " + MAX_BYTES);
        }
        Map<String, String> shards = new LinkedHashMap<>();
        try (JsonParser json = SafetensorsHeader.parser(file, 0, file.size())) {
            json.nextToken();
            boolean found = false;
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean weights = json.currentName().equals(WEIGHTS) && !found;
                JsonToken value = json.nextToken();
                if (weights && value == JsonToken.START_OBJECT) {
                    found = true;
                    readWeights(file, json, shards);
                } else {
                    json.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw SafetensorsHeader.unreadable(file, e);
        }
        if (shards.isEmpty()) {
            throw new CheckpointException(
                    file.name(), "is JSON, but no index of a model in several files: it has no " + WEIGHTS);
        }
        return shards;
    }

    private static void readWeights(MappedFile file, JsonParser json, Map<String, String> shards)
            throws CheckpointException {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String tensor = json.currentName();
            String shard = json.nextToken() == JsonToken.VALUE_STRING ? json.getString() : "";
            if (!PLAIN_NAME.matcher(shard).matches()) {
                throw new CheckpointException(
                        file.name(), tensor, "is said to be in \"" + shard + "\", which is no file beside the index");
            }
            if (shards.size() == CheckpointFiles.MAX_TENSORS) {
                throw new CheckpointException(
                        file.name(), "holds more than " + CheckpointFiles.MAX_TENSORS + " tensors");
            }
            if (shards.put(tensor, shard) != null) {
                throw new CheckpointException(file.name(), tensor, "appears twice");
            }
        }
    }
}
