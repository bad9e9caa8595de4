package ai.levqor.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A schema as a tree of predicates, which says in a microsecond that a value fits. It knows the keywords of JSON Schema
 * 2020-12 that our schemas use; whatever else a schema or a value has, it is not sure, and the validator decides.
 */
@FunctionalInterface
interface Fit {
    /** Whether {@code value} fits for certain; false is no verdict. */
    boolean sure(@Nullable Object value);

    /** The predicate of {@code schema}, in which nothing refers elsewhere. */
    static Fit of(JsonObject schema) {
        if (!schema.fieldNames().stream().allMatch(Value::known)) {
            return value -> false;
        }
        return new Value(
                Value.types(schema),
                Value.allowed(schema),
                Text.of(schema),
                Range.of(schema),
                Shape.of(schema),
                Items.of(schema));
    }

    /**
     * Any value.
     *
     * @param types empty for all
     * @param allowed null for all
     */
    record Value(
            Set<String> types,
            @Nullable Set<@Nullable Object> allowed,
            Text text,
            Range range,
            Shape shape,
            Items items)
            implements Fit {
        private static final Set<String> KEYWORDS = Set.of(
                "type",
                "enum",
                "const",
                "minLength",
                "maxLength",
                "pattern",
                "minimum",
                "maximum",
                "properties",
                "required",
                "additionalProperties",
                "minProperties",
                "maxProperties",
                "items",
                "minItems",
                "maxItems");

        /** Those that say nothing about validity. */
        private static final Set<String> NOTES =
                Set.of("$schema", "$comment", "title", "description", "examples", "default", "deprecated", "$defs");

        private static boolean known(String keyword) {
            return KEYWORDS.contains(keyword) || NOTES.contains(keyword) || keyword.startsWith("x-");
        }

        private static Set<String> types(JsonObject schema) {
            return switch (schema.getValue("type")) {
                case String one -> Set.of(one);
                case JsonArray several -> Set.copyOf(strings(several));
                case null, default -> Set.of();
            };
        }

        private static @Nullable Set<@Nullable Object> allowed(JsonObject schema) {
            Set<@Nullable Object> allowed = null;
            if (schema.getValue("enum") instanceof JsonArray several) {
                allowed = new HashSet<>();
                several.forEach(allowed::add);
            }
            if (schema.containsKey("const")) {
                Set<@Nullable Object> one = new HashSet<>();
                one.add(schema.getValue("const"));
                allowed = allowed == null ? one : Set.of();
            }
            return allowed;
        }

        @Override
        public boolean sure(@Nullable Object value) {
            return (allowed == null || allowed.contains(value))
                    && switch (value) {
                        case null -> is("null");
                        case String string -> is("string") && text.sure(string);
                        case Boolean truth -> is("boolean");
                        case Integer number -> (is("integer") || is("number")) && range.sure(number);
                        case Long number -> (is("integer") || is("number")) && range.sure(number);
                        case Double number -> is("number") && range.sure(number);
                        case JsonObject object -> is("object") && shape.sure(object);
                        case JsonArray array -> is("array") && items.sure(array);
                        default -> false;
                    };
        }

        private boolean is(String type) {
            return types.isEmpty() || types.contains(type);
        }
    }

    /** Lengths are in characters, of which some are two code units. */
    record Text(int min, int max, @Nullable Pattern pattern) {
        static Text of(JsonObject schema) {
            String pattern = schema.getString("pattern");
            return new Text(
                    schema.getInteger("minLength", 0),
                    schema.getInteger("maxLength", Integer.MAX_VALUE),
                    pattern == null ? null : Pattern.compile(pattern));
        }

        boolean sure(String string) {
            int units = string.length();
            if (units < min || units > max || units < 2 * min) {
                int length = string.codePointCount(0, units);
                if (length < min || length > max) {
                    return false;
                }
            }
            return pattern == null || pattern.matcher(string).find();
        }
    }

    /** Both ends belong to it. */
    record Range(double min, double max) {
        static Range of(JsonObject schema) {
            return new Range(
                    schema.getDouble("minimum", Double.NEGATIVE_INFINITY),
                    schema.getDouble("maximum", Double.POSITIVE_INFINITY));
        }

        boolean sure(Number number) {
            double value = number.doubleValue();
            return value >= min && value <= max;
        }
    }

    /**
     * The fields of an object.
     *
     * @param others what fields without a property of their own must be; null for anything
     */
    record Shape(
            Map<String, Fit> properties,
            List<String> required,
            @Nullable Fit others,
            int min,
            int max) {
        static Shape of(JsonObject schema) {
            Map<String, Fit> properties = new HashMap<>();
            schema.getJsonObject("properties", new JsonObject())
                    .forEach(property -> properties.put(property.getKey(), part(property.getValue())));
            return new Shape(
                    properties,
                    strings(schema.getJsonArray("required", new JsonArray())),
                    schema.containsKey("additionalProperties") ? part(schema.getValue("additionalProperties")) : null,
                    schema.getInteger("minProperties", 0),
                    schema.getInteger("maxProperties", Integer.MAX_VALUE));
        }

        boolean sure(JsonObject object) {
            if (object.size() < min || object.size() > max || !required.stream().allMatch(object::containsKey)) {
                return false;
            }
            if (properties.isEmpty() && others == null) {
                return true;
            }
            for (Map.Entry<String, Object> field : object) {
                Fit fit = properties.getOrDefault(field.getKey(), others);
                if (fit != null && !fit.sure(field.getValue())) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * The entries of an array.
     *
     * @param each what each must be; null for anything
     */
    record Items(@Nullable Fit each, int min, int max) {
        static Items of(JsonObject schema) {
            return new Items(
                    schema.containsKey("items") ? part(schema.getValue("items")) : null,
                    schema.getInteger("minItems", 0),
                    schema.getInteger("maxItems", Integer.MAX_VALUE));
        }

        boolean sure(JsonArray array) {
            if (array.size() < min || array.size() > max) {
                return false;
            }
            if (each != null) {
                for (Object item : array) {
                    if (!each.sure(item)) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    private static Fit part(Object schema) {
        return schema instanceof JsonObject object ? of(object) : value -> Boolean.TRUE.equals(schema);
    }

    private static List<String> strings(JsonArray array) {
        return array.stream().map(String.class::cast).toList();
    }
}
