package ai.levqor.contract;

import ai.levqor.bus.InputValidator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The schemas by name, such as {@code jobs/submit}: JSON Schema 2020-12 from the class path's folder {@code schemas/}.
 * Each is read and compiled when it is first asked for, and never again; all threads may share one instance.
 */
public final class Schemas implements InputValidator {
    private static final Schemas SHARED = new Schemas();

    private final SchemaFiles files = new SchemaFiles();
    private final Map<String, Compiled> compiled = new ConcurrentHashMap<>();

    /** The ones of this process, so that none is read and compiled twice. */
    public static Schemas shared() {
        return SHARED;
    }

    /**
     * Throws the failure {@code invalid_request} that names the wrong field, such as {@code jobs[3].priority}, when
     * {@code input} does not fit.
     */
    @Override
    public void check(String schema, JsonObject input) {
        compiled(schema).check(input);
    }

    /** The schema, whole in itself: what its file refers to stands in its place. */
    public JsonObject schema(String name) {
        return compiled(name).schema().copy();
    }

    /** The examples of the schema, at least one. */
    public List<JsonObject> examples(String name) {
        JsonArray examples = compiled(name).schema().getJsonArray("examples", new JsonArray());
        return examples.stream()
                .map(JsonObject.class::cast)
                .map(JsonObject::copy)
                .toList();
    }

    /** A check by a schema that is in no file of these, such as one of a connector's manifest; the same failures. */
    public static Consumer<JsonObject> check(JsonObject schema) {
        return Compiled.of(schema)::check;
    }

    SchemaFiles files() {
        return files;
    }

    private Compiled compiled(String name) {
        return compiled.computeIfAbsent(name, missing -> Compiled.of(files.whole(missing)));
    }

    /**
     * @param fit knows most of what fits at once
     * @param validator decides the rest and lists everything that is wrong
     */
    private record Compiled(JsonObject schema, Fit fit, Validator validator) {
        static Compiled of(JsonObject schema) {
            var options = new JsonSchemaOptions()
                    .setBaseUri("https://levqor.ai/")
                    .setDraft(Draft.DRAFT202012)
                    .setOutputFormat(OutputFormat.Basic);
            return new Compiled(schema, Fit.of(schema), Validator.create(wrapped(schema.copy()), options));
        }

        void check(JsonObject input) {
            if (fit.sure(input)) {
                return;
            }
            OutputUnit output = validator.validate(input);
            if (!Boolean.TRUE.equals(output.getValid())) {
                throw new Violations(schema, input).worst(output);
            }
        }

        /**
         * The library wraps nested schemas in place while it validates, which threads must not do to one object at
         * once; so it gets them wrapped.
         */
        private static JsonSchema wrapped(JsonObject schema) {
            if (schema.getValue("items") instanceof JsonObject items) {
                schema.put("items", wrapped(items));
            }
            if (schema.getValue("properties") instanceof JsonObject properties) {
                properties.forEach(property -> property.setValue(wrapped((JsonObject) property.getValue())));
            }
            return JsonSchema.of(schema);
        }
    }
}
