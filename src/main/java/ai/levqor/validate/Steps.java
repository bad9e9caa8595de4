package ai.levqor.validate;

import ai.levqor.bus.Operation;
import ai.levqor.contract.Catalog;
import ai.levqor.contract.Schemas;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is called, in order: for each actor the steps of its file, then one for each operation that no file has. That one changes nothing: a query is asked with its schema's example, where its ids need not exist; a command is
 * called with a field that it does not know, which it must refuse.
 */
final class Steps {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String UNKNOWN_FIELD = "levqor_validate";

    private Steps() {}

    /** All steps for the operations that HTTP has. */
    static List<Step> all(Schemas schemas) {
        var steps = new ArrayList<Step>();
        Catalog.actors().forEach(actor -> steps.addAll(written(actor.name())));
        Set<String> called = steps.stream().map(Step::call).collect(Collectors.toSet());
        Catalog.operations().stream()
                .filter(operation -> !operation.path().isEmpty() && !called.contains(operation.name()))
                .forEach(operation -> steps.add(harmless(operation, schemas)));
        return steps;
    }

    /** A call without effect. */
    static Step harmless(Operation operation, Schemas schemas) {
        JsonObject example = schemas.examples(operation.request()).getFirst();
        JsonObject schema = schemas.schema(operation.request());
        var needed = new ArrayList<>(operation.pathParameters());
        if (!operation.writes()) {
            JsonArray required = schema.getJsonArray("required", new JsonArray());
            required.forEach(name -> needed.add(name.toString()));
        }
        var input = new JsonObject();
        needed.forEach(name -> input.put(name, example.getValue(name)));
        if (operation.writes()) {
            if (!Boolean.FALSE.equals(schema.getValue("additionalProperties"))) {
                throw new IllegalStateException("validate/" + operation.actor() + ".yaml needs a step for "
                        + operation.name() + ": its input is open, so no unknown field is refused");
            }
            input.put(UNKNOWN_FIELD, "must be refused");
        }
        return new Step(
                operation.name(), input, Map.of(), new JsonObject(), operation.writes() ? "invalid_request" : "", "", true);
    }

    private static List<Step> written(String actor) {
        try (InputStream in = Steps.class.getClassLoader().getResourceAsStream("validate/" + actor + ".yaml")) {
            if (in == null) {
                return List.of();
            }
            return YAML.readValue(in, new TypeReference<List<Map<String, Object>>>() {}).stream()
                    .map(JsonObject::new)
                    .map(Step::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("validate/" + actor + ".yaml cannot be read", e);
        }
    }
}
