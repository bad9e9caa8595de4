package ai.levqor.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast verdict and the validator's are one, for every schema and every way to get an input wrong. */
class FitTest {
    private static final Path SCHEMAS = Path.of("schemas");

    /** What a field may be changed to. */
    private static final List<@Nullable Object> VALUES = Arrays.asList(
            null,
            true,
            false,
            0,
            1,
            -1,
            7,
            100,
            101,
            1_000_000,
            Long.MAX_VALUE,
            -1L,
            0.5,
            1.0,
            -0.0,
            1e300,
            "",
            " ",
            "x",
            "1",
            "low",
            "queued",
            "a b",
            "a\n",
            "a\u0000b",
            "\u0085",
            "https://a.example/x y",
            "http://a.example",
            "* * * * *",
            "01987a3e-5c1b-7d42-9f30-6b8a2c4d5e6f",
            "x".repeat(64),
            "x".repeat(65),
            "x".repeat(128),
            "😀".repeat(128),
            "x".repeat(129),
            "x".repeat(255),
            "x".repeat(256),
            "x".repeat(5000),
            new JsonObject(),
            new JsonObject().put("x", 1),
            new JsonArray(),
            new JsonArray().add(1),
            new JsonArray().add("x"),
            new JsonArray().add("x").add("x"),
            new JsonArray().addNull());

    private final Schemas schemas = new Schemas();

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(SCHEMAS)) {
            return files.map(file -> SCHEMAS.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".json") && !name.equals("types.json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void agreesWithTheValidator(String name) {
        JsonObject schema = schemas.schema(name);
        Fit fit = Fit.of(schema);
        Validator validator = Validator.create(
                JsonSchema.of(schema.copy()),
                new JsonSchemaOptions()
                        .setBaseUri("https://levqor.ai/")
                        .setDraft(Draft.DRAFT202012)
                        .setOutputFormat(OutputFormat.Flag));
        for (JsonObject example : schemas.examples(name)) {
            // A schema with a keyword of its own is the validator's affair: then the fast path is never sure.
            boolean knows = fit.sure(example);
            mutations(example, mutated -> {
                boolean valid = Boolean.TRUE.equals(validator.validate(mutated).getValid());
                boolean sure = fit.sure(mutated);
                assertTrue(valid || !sure, () -> "takes " + mutated.encode());
                // An integer that is written as a fraction is rare enough for the slow way.
                if (knows
                        && !mutated.encode().contains("1.0")
                        && !mutated.encode().contains("0.0")) {
                    assertEquals(valid, sure, () -> "is not sure of " + mutated.encode());
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs/submit", "jobs/submit-many", "jobs/id", "jobs/list", "workflows/event"})
    void theCommonInputsGoTheFastWay(String name) {
        for (JsonObject example : schemas.examples(name)) {
            assertTrue(Fit.of(schemas.schema(name)).sure(example), example::encode);
        }
    }

    @Test
    void isNeverSureOfAKeywordThatItDoesNotKnow() {
        for (String keyword : List.of("format", "not", "oneOf", "uniqueItems", "multipleOf", "invented")) {
            var schema = new JsonObject().put(keyword, true);
            assertFalse(Fit.of(schema).sure("x"), keyword);
            var outer = new JsonObject().put("properties", new JsonObject().put("a", schema));
            assertFalse(Fit.of(outer).sure(new JsonObject().put("a", "x")), keyword);
            assertTrue(Fit.of(outer).sure(new JsonObject().put("b", "x")), keyword);
        }
    }

    /** Every place of {@code input} with every value, without it, and with an unknown field beside it. */
    private static void mutations(JsonObject input, Consumer<JsonObject> seen) {
        seen.accept(input.copy());
        for (List<Object> place : places(input, List.of())) {
            List<Object> parent = place.subList(0, place.size() - 1);
            Object last = place.getLast();
            for (Object value : VALUES) {
                JsonObject changed = input.copy();
                switch (at(changed, parent)) {
                    case JsonObject object -> object.put((String) last, value);
                    case JsonArray array -> array.set((Integer) last, value);
                    default -> throw new AssertionError("a place in a plain value");
                }
                seen.accept(changed);
            }
            JsonObject less = input.copy();
            JsonObject more = input.copy();
            switch (at(less, parent)) {
                case JsonObject object -> object.remove((String) last);
                case JsonArray array -> array.remove((int) (Integer) last);
                default -> throw new AssertionError("a place in a plain value");
            }
            switch (at(more, parent)) {
                case JsonObject object -> object.put("unknown field", 1);
                case JsonArray array -> array.add(array.getValue((Integer) last));
                default -> throw new AssertionError("a place in a plain value");
            }
            seen.accept(less);
            seen.accept(more);
        }
        seen.accept(new JsonObject());
        seen.accept(input.copy().put("unknown field", new JsonObject()));
    }

    private static List<List<Object>> places(Object value, List<Object> at) {
        List<List<Object>> places = new ArrayList<>();
        if (value instanceof JsonObject object) {
            object.forEach(field -> add(places, at, field.getKey(), field.getValue()));
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                add(places, at, i, array.getValue(i));
            }
        }
        return places;
    }

    private static void add(List<List<Object>> places, List<Object> at, Object step, @Nullable Object value) {
        List<Object> place = new ArrayList<>(at);
        place.add(step);
        places.add(place);
        if (value != null) {
            places.addAll(places(value, place));
        }
    }

    private static Object at(Object root, List<Object> place) {
        Object value = root;
        for (Object step : place) {
            value = value instanceof JsonArray array
                    ? array.getValue((Integer) step)
                    : ((JsonObject) value).getValue((String) step);
        }
        return value;
    }
}
