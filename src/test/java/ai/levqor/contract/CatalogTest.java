package ai.levqor.contract;

import static ai.levqor.bus.Operation.query;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Operation;
import ai.levqor.jobs.Jobs;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation has what its documents and its validation are made of. */
class CatalogTest {
    private static final Set<String> SIMPLE = Set.of("boolean", "null");

    private final Schemas schemas = new Schemas();

    static Stream<Operation> operations() {
        return Catalog.operations().stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void hasSchemasWithDescriptionAndExamples(Operation operation) {
        for (String name : List.of(operation.request(), operation.reply())) {
            JsonObject schema = schemas.schema(name);
            assertEquals("https://json-schema.org/draft/2020-12/schema", schema.getString("$schema"), name);
            assertEquals("object", schema.getString("type"), name);
            assertFalse(schema.getString("title", "").isBlank(), name + " has no title");
            assertTrue(schema.getString("description", "").endsWith("."), name + " has no description");
            assertFalse(schemas.examples(name).isEmpty(), name + " has no example");
            assertEquals(List.of(), undescribed(schema, name));
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void hasExamplesThatFit(Operation operation) {
        for (String name : List.of(operation.request(), operation.reply())) {
            for (JsonObject example : schemas.examples(name)) {
                assertDoesNotThrow(() -> schemas.check(name, example), () -> name + ": " + example.encode());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void takesOnlyKnownFieldsWithinBounds(Operation operation) {
        assertEquals(List.of(), unbounded(schemas.schema(operation.request()), operation.request()));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void documentsItsFailures(Operation operation) {
        assertFalse(operation.failures().isEmpty());
        operation.failures().forEach(code -> assertTrue(code.meaning().endsWith("."), code.wire()));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void requiresWhatItsPathNames(Operation operation) {
        JsonObject input = schemas.schema(operation.request());
        for (String parameter : operation.pathParameters()) {
            assertTrue(
                    input.getJsonArray("required").contains(parameter),
                    operation.name() + " does not require " + parameter);
        }
    }

    @Test
    void findsOperationsByName() {
        assertEquals(Optional.of(Jobs.SUBMIT), Catalog.operation("jobs.submit"));
        assertEquals(Optional.empty(), Catalog.operation("jobs.sumbit"));
    }

    @Test
    void refusesTwoOperationsOfOneName() {
        Operation one = query("jobs.x", "X").get("/x").fails();
        Operation two = query("jobs.x", "X").get("/y").fails();
        var refused = assertThrows(IllegalStateException.class, () -> Catalog.unique(List.of(one, two)));
        assertEquals("Two operations are named jobs.x.", refused.getMessage());
    }

    @Test
    void refusesTwoOperationsAtOneRoute() {
        Operation one = query("jobs.x", "X").get("/jobs/{id}").fails();
        Operation two = query("jobs.y", "Y").get("/jobs/{name}").fails();
        Operation other = query("jobs.z", "Z").delete("/jobs/{name}").fails();
        var refused = assertThrows(IllegalStateException.class, () -> Catalog.unique(List.of(one, two)));
        assertEquals("jobs.x and jobs.y are both reached by GET /jobs/{}.", refused.getMessage());
        assertAll(() -> assertEquals(2, Catalog.unique(List.of(one, other)).size()));
    }

    private static List<String> undescribed(JsonObject schema, String at) {
        List<String> found = new ArrayList<>();
        properties(schema).forEach(property -> {
            var field = (JsonObject) property.getValue();
            if (field.getString("description", "").isBlank()) {
                found.add(at + " " + property.getKey());
            }
            found.addAll(undescribed(field, at + " " + property.getKey()));
        });
        if (schema.getValue("items") instanceof JsonObject items) {
            found.addAll(undescribed(items, at + "[]"));
        }
        return found;
    }

    private static List<String> unbounded(JsonObject schema, String at) {
        List<String> found = new ArrayList<>();
        for (String type : Wording.types(schema)) {
            boolean bounded = switch (type) {
                case "string" -> schema.containsKey("maxLength") || schema.containsKey("enum");
                case "integer", "number" -> schema.containsKey("minimum") && schema.containsKey("maximum");
                case "array" -> schema.containsKey("maxItems") && schema.containsKey("items");
                case "object" ->
                    schema.containsKey("maxProperties")
                            || Boolean.FALSE.equals(schema.getValue("additionalProperties"));
                default -> SIMPLE.contains(type);
            };
            if (!bounded) {
                found.add(at + " has no bound for " + type);
            }
        }
        properties(schema)
                .forEach(property ->
                        found.addAll(unbounded((JsonObject) property.getValue(), at + " " + property.getKey())));
        if (schema.getValue("items") instanceof JsonObject items) {
            found.addAll(unbounded(items, at + "[]"));
        }
        return found;
    }

    private static JsonObject properties(JsonObject schema) {
        return schema.getJsonObject("properties", new JsonObject());
    }
}
