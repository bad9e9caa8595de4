package ai.levqor.http;

import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the texts of a path and a query into the types that an operation's schema says. */
final class Parameters {
    private final Supplier<JsonObject> schema;
    private @Nullable Map<String, String> types;

    /**
     * {@code schema} is the request's: its {@code properties} name the types, text where they name none. It is read when
     * it is first needed, as most operations of a process are not called for long.
     */
    Parameters(Supplier<JsonObject> schema) {
        this.schema = schema;
    }

    private Map<String, String> types() {
        if (types == null) {
            types = types(schema.get());
        }
        return types;
    }

    private static Map<String, String> types(JsonObject schema) {
        var types = new HashMap<String, String>();
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        for (String name : properties.fieldNames()) {
            if (properties.getValue(name) instanceof JsonObject property) {
                types.put(name, type(property.getValue("type")));
            }
        }
        return types;
    }

    private static String type(Object type) {
        if (type instanceof JsonArray several) {
            return several.stream()
                    .map(Object::toString)
                    .filter(one -> !one.equals("null"))
                    .findFirst()
                    .orElse("string");
        }
        return type instanceof String one ? one : "string";
    }

    /** Whether the schema has a field of this name. */
    boolean know(String name) {
        return types().containsKey(name);
    }

    /** The query as an input; each parameter may come once. */
    JsonObject query(RoutingContext context) {
        var input = new JsonObject();
        if (context.request().query() == null) {
            return input;
        }
        for (var parameter : context.queryParams()) {
            String name = parameter.getKey();
            if (input.containsKey(name)) {
                throw Failure.invalid(name, "is given more than once");
            }
            input.put(name, value(name, parameter.getValue()));
        }
        return input;
    }

    /** The input with the path's parameters; one that the body or query also gives must be the same there. */
    JsonObject addPath(RoutingContext context, JsonObject input) {
        context.pathParams().forEach((name, text) -> {
            Object inPath = value(name, text);
            Object given = input.getMap().put(name, inPath);
            if (given != null && !given.toString().equals(inPath.toString())) { // 7 is one number, whatever its class
                throw Failure.invalid(name, "differs from the one in the path");
            }
        });
        return input;
    }

    private Object value(String name, String text) {
        try {
            return switch (types().getOrDefault(name, "string")) {
                case "integer" -> Long.parseLong(plain(text));
                case "number" -> finite(Double.parseDouble(plain(text)));
                case "boolean" -> truth(text);
                default -> text;
            };
        } catch (IllegalArgumentException mistyped) {
            throw Failure.invalid(name, "must be of type " + types().get(name));
        }
    }

    /** Java also takes other alphabets' digits, hexadecimal, "1d" and "NaN"; JSON does not. */
    private static String plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789-+.eE".indexOf(text.charAt(i)) < 0) {
                throw new NumberFormatException(text);
            }
        }
        return text;
    }

    private static double finite(double number) {
        if (Double.isInfinite(number)) {
            throw new NumberFormatException("out of range");
        }
        return number;
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
