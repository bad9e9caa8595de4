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
 * What is called, in order: the steps of {@code first.yaml}, for each actor those of its file, then those of {@code
 * last.yaml}, which remove what the first made, and one for each operation that no file has. That can only be a query
 * about nothing in particular, which is asked with its schema's example; everything else needs a step that somebody wrote.
 */
final class Steps {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Steps() {}

    /** All steps for the operations that HTTP has. */
    static List<Step> all(Schemas schemas) {
        var steps = new ArrayList<>(written("first"));
        Catalog.actors().forEach(actor -> steps.addAll(written(actor.name())));
        steps.addAll(written("last"));
        Set<String> called = steps.stream().map(Step::call).collect(Collectors.toSet());
        Catalog.operations().stream()
                .filter(operation -> !operation.path().isEmpty() && !called.contains(operation.name()))
                .forEach(operation -> steps.add(question(operation, schemas)));
        return steps;
    }

    private static Step question(Operation operation, Schemas schemas) {
        if (operation.writes() || !operation.pathParameters().isEmpty()) {
            throw new IllegalStateException("validate/" + operation.actor() + ".yaml needs a step for "
                    + operation.name() + ", which writes or is about one thing");
        }
        JsonObject example = schemas.examples(operation.request()).getFirst();
        JsonArray required = schemas.schema(operation.request()).getJsonArray("required", new JsonArray());
        var input = new JsonObject();
        required.forEach(name -> input.put(name.toString(), example.getValue(name.toString())));
        return Step.of(operation.name(), input);
    }

    private static List<Step> written(String name) {
        try (InputStream in = Steps.class.getClassLoader().getResourceAsStream("validate/" + name + ".yaml")) {
            if (in == null) {
                return List.of();
            }
            return YAML.readValue(in, new TypeReference<List<Map<String, Object>>>() {}).stream()
                    .map(JsonObject::new)
                    .map(Step::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("validate/" + name + ".yaml cannot be read", e);
        }
    }
}
