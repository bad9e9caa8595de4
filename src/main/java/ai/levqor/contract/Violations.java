package ai.levqor.contract;

import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns the validator's list of errors into the one that helps: the deepest, and among equally deep ones a field that
 * the schema does not know before the others, because a misspelt name also misses where it is required.
 *
 * @param schema the schema without references
 * @param input what does not fit it
 */
record Violations(JsonObject schema, JsonObject input) {
    /** Keywords that only repeat that something below them is wrong. */
    private static final Set<String> OUTER = Set.of("properties", "items");

    private static final int LONGEST_NAME = 100;

    /** The failure that names the wrong field and what is wrong with it. */
    Failure worst(OutputUnit output) {
        List<OutputUnit> errors = output.getErrors() == null ? List.of() : output.getErrors();
        return errors.stream()
                .map(this::violation)
                .flatMap(Optional::stream)
                .min(Comparator.comparingInt(Violation::depth).reversed().thenComparingInt(Violation::rank))
                .map(found -> Failure.invalid(found.field(), found.message()))
                .orElseGet(() -> Failure.invalid(null, "does not fit the schema"));
    }

    private Optional<Violation> violation(OutputUnit error) {
        List<String> rule = steps(error.getKeywordLocation());
        String keyword = rule.getLast();
        if (OUTER.contains(keyword)) {
            return Optional.empty();
        }
        JsonObject broken = broken(rule.subList(0, rule.size() - 1));
        List<String> at = steps(error.getInstanceLocation());
        return switch (keyword) {
            // The location ends with the unknown name in an escaped form; the object itself has it as it is.
            case "additionalProperties" ->
                names(at.subList(0, at.size() - 1))
                        .filter(name -> !broken.getJsonObject("properties").containsKey(name))
                        .findFirst()
                        .map(name -> new Violation(
                                field(at.subList(0, at.size() - 1), shortened(name)),
                                at.size(),
                                0,
                                "is not a known field"));
            case "required" ->
                broken.getJsonArray("required").stream()
                        .map(String.class::cast)
                        .filter(name -> names(at).noneMatch(name::equals))
                        .findFirst()
                        .map(name -> new Violation(field(at, name), at.size() + 1, 1, "is required"));
            default ->
                Optional.of(new Violation(field(at, null), at.size(), 1, Wording.of(keyword, broken, value(at))));
        };
    }

    private JsonObject broken(List<String> rule) {
        JsonObject part = schema;
        for (String step : rule) {
            part = part.getJsonObject(step);
        }
        return part;
    }

    private @Nullable Object value(List<String> at) {
        Object value = input;
        for (String step : at) {
            value = value instanceof JsonArray array
                    ? array.getValue(Integer.parseInt(step))
                    : ((JsonObject) value).getValue(step);
        }
        return value;
    }

    private Stream<String> names(List<String> at) {
        return value(at) instanceof JsonObject object ? object.fieldNames().stream() : Stream.empty();
    }

    private @Nullable String field(List<String> at, @Nullable String child) {
        var field = new StringBuilder();
        for (int i = 0; i < at.size(); i++) {
            if (value(at.subList(0, i)) instanceof JsonArray) {
                field.append('[').append(at.get(i)).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(at.get(i));
            }
        }
        if (child != null) {
            field.append(field.isEmpty() ? "" : ".").append(child);
        }
        return field.isEmpty() ? null : field.toString();
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }

    /** The steps of a location such as {@code #/jobs/3}; all of them are names that a schema has, or indexes. */
    private static List<String> steps(String location) {
        List<String> steps = new ArrayList<>(Arrays.asList(location.split("/", -1)));
        steps.removeFirst();
        return steps;
    }

    /** @param rank what comes first among equally deep ones: the lower */
    private record Violation(@Nullable String field, int depth, int rank, String message) {}
}
