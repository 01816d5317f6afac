package cz.statex.aiworkers.orchestrator.schema;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Puts the validator library's findings into our words, without any input text. */
final class Violations {

    /** Longer text than this is input, not a word. */
    private static final int LONGEST_WORD = 32;

    private Violations() {}

    /**
     * Whether another finding says the same better: a value that may be null is described as "null or this", and that it
     * is not null needs no mention.
     */
    static boolean isNoise(Error error) {
        return error.getKeyword().equals("anyOf")
                || (error.getKeyword().equals("type")
                        && error.getSchemaNode() != null
                        && error.getSchemaNode().asString("").equals("null"));
    }

    static Violation of(Error error) {
        JsonNode rule = error.getSchemaNode();
        JsonNode instance = error.getInstanceNode();
        String field = path(error.getInstanceLocation());
        return switch (error.getKeyword()) {
            case "required" ->
                new Violation(child(field, String.valueOf(error.getProperty())), "is required", null, null);
            case "type" -> new Violation(field, "must be " + types(rule), value(instance), types(rule));
            case "minLength" -> sized(field, "must have at least %s characters", length(instance), rule);
            case "maxLength" -> sized(field, "must have at most %s characters", length(instance), rule);
            case "minItems" -> sized(field, "must have at least %s entries", instance.size(), rule);
            case "maxItems" -> sized(field, "must have at most %s entries", instance.size(), rule);
            case "minimum" -> sized(field, "must be at least %s", value(instance), rule);
            case "maximum" -> sized(field, "must be at most %s", value(instance), rule);
            case "exclusiveMinimum" -> sized(field, "must be more than %s", value(instance), rule);
            case "exclusiveMaximum" -> sized(field, "must be less than %s", value(instance), rule);
            case "enum" -> sized(field, "must be one of %s", word(instance), rule);
            case "format" -> sized(field, "must have the format %s", word(instance), rule);
            case "pattern" -> pattern(field, rule);
            default -> new Violation(field, "breaks the rule '" + error.getKeyword() + "'", null, null);
        };
    }

    private static Violation sized(String field, String message, @Nullable Object value, JsonNode rule) {
        Object limit = limit(rule);
        return new Violation(field, message.formatted(limit), value, limit);
    }

    private static Violation pattern(String field, JsonNode rule) {
        String expression = rule.asString("");
        String message =
                expression.equals(SchemaGenerator.NOT_BLANK) ? "must not be blank" : "must match " + expression;
        return new Violation(field, message, null, expression);
    }

    private static int length(JsonNode text) {
        String value = text.asString("");
        return value.codePointCount(0, value.length());
    }

    private static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case NUMBER -> node.numberValue();
            case BOOLEAN -> node.booleanValue();
            default -> null;
        };
    }

    /** The value where the schema asks for one of a few words: a wrong one is a slip, not input. */
    private static @Nullable Object word(JsonNode node) {
        String text = node.isString() ? node.asString() : "";
        boolean isWord = !text.isEmpty() && text.length() <= LONGEST_WORD && text.indexOf(' ') < 0;
        return isWord ? text : value(node);
    }

    private static Object limit(JsonNode rule) {
        if (rule.isArray()) {
            return rule.valueStream()
                    .filter(each -> !each.isNull())
                    .map(each -> each.asString(""))
                    .collect(Collectors.joining(", "));
        }
        return rule.isNumber() ? rule.numberValue() : rule.asString("");
    }

    private static String types(JsonNode rule) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : rule.isArray() ? rule : List.of(rule)) {
            String name = each.asString("");
            if (!name.equals("null") || !rule.isArray()) {
                names.add(name.matches("[aeiou].*") ? "an " + name : name.equals("null") ? name : "a " + name);
            }
        }
        return String.join(" or ", names);
    }

    /** {@code input_data.texts[3]} rather than {@code /input_data/texts/3}. */
    private static String path(NodePath location) {
        String path = "";
        for (int i = 0; i < location.getNameCount(); i++) {
            Object element = location.getElement(i);
            path = element instanceof Integer index ? path + "[" + index + "]" : child(path, String.valueOf(element));
        }
        return path;
    }

    private static String child(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }
}
