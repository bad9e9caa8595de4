package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Regex;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What data must be: a JSON Schema (2020-12) that stands in the definition. It refers to nothing outside of itself, and
 * its patterns match in linear time.
 */
public final class DataSchema {
    private static final int MAX_PATTERN = 1_000;
    private static final SchemaRegistry SCHEMAS = registry();

    private final Schema schema;

    private DataSchema(Schema schema) {
        this.schema = schema;
    }

    private static SchemaRegistry registry() {
        var config = SchemaRegistryConfig.builder()
                .regularExpressionFactory(DataSchema::pattern)
                .preloadSchema(true)
                .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config)
                        .schemaCacheEnabled(false)
                        .schemaLoader(
                                loader -> loader.fetchRemoteResources(false).block(iri -> true)));
    }

    private static RegularExpression pattern(String text) {
        if (Regex.size(text) > Regex.MAX_SIZE || text.length() > MAX_PATTERN) {
            throw new IllegalArgumentException("has a pattern that is too large");
        }
        var pattern = Pattern.compile(text);
        return value -> pattern.matcher(value).find();
    }

    /** The member {@code schema} of {@code around}; null where there is none. */
    static @Nullable DataSchema read(Fields around) {
        if (!around.has("schema")) {
            return null;
        }
        Fields schema = around.object("schema");
        String format = schema.text("format", "json");
        if (!format.equals("json")) {
            schema.wrong("format", "must be json: there is JSON Schema only");
        }
        schema.unsupported("resource", "write the schema under document");
        JsonNode document = schema.take("document");
        schema.end();
        if (schema.has("resource")) {
            return null;
        }
        try {
            return of(document);
        } catch (IllegalArgumentException e) {
            schema.wrong("document", String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Reads a schema; throws IllegalArgumentException that says what is wrong with it. */
    static DataSchema of(JsonNode document) {
        if (!document.isObject() && !document.isBoolean()) {
            throw new IllegalArgumentException("must be a JSON Schema, an object");
        }
        for (String keyword : List.of("$ref", "$dynamicRef")) {
            for (JsonNode reference : document.findValues(keyword)) {
                if (reference.isTextual() && !reference.textValue().startsWith("#")) {
                    throw new IllegalArgumentException(
                            "refers to " + reference.textValue() + "; it may refer only to itself, as #/$defs/…");
                }
            }
        }
        if (!document.findValues("$id").isEmpty()
                || !document.findValues("$schema").isEmpty()) {
            throw new IllegalArgumentException("cannot have $id or $schema: it is read as JSON Schema 2020-12");
        }
        try {
            return new DataSchema(SCHEMAS.getSchema(document));
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException(
                    "is no JSON Schema: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }

    /** What is wrong with {@code data}; null when nothing is. */
    public @Nullable String problem(JsonNode data) {
        try {
            List<Error> errors = schema.validate(data);
            if (errors.isEmpty()) {
                return null;
            }
            Error first = errors.getFirst();
            String at = first.getInstanceLocation().toString();
            return (at.isEmpty() || at.equals("$") ? "" : at + " ") + first.getMessage();
        } catch (StackOverflowError e) {
            return "the schema refers to itself without an end";
        }
    }
}
