package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Expression;
import ai.levqor.expressions.Template;
import ai.levqor.workflows.dsl.DefinitionException.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One object of a definition, read field by field. What is wrong is noted and reading goes on, so that an author sees
 * everything at once; a field that nobody asked for is an error, so that nothing is ignored at run time.
 */
final class Fields {
    private final JsonNode json;
    private final String pointer;
    private final Lines lines;
    private final List<Problem> problems;
    private final Variables variables;
    private final Set<String> known = new HashSet<>();

    private Fields(JsonNode json, String pointer, Lines lines, List<Problem> problems, Variables variables) {
        this.json = json;
        this.pointer = pointer;
        this.lines = lines;
        this.problems = problems;
        this.variables = variables;
    }

    static Fields root(JsonNode json, Lines lines, List<Problem> problems) {
        var root = new Fields(json, "", lines, problems, new Variables());
        if (!json.isObject()) {
            root.wrong("must be an object");
        }
        return root;
    }

    String pointer() {
        return pointer;
    }

    JsonNode json() {
        return json;
    }

    boolean has(String name) {
        return json.has(name);
    }

    /** The value of a field, which is known from now on; missing where there is none. */
    JsonNode take(String name) {
        known.add(name);
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? MissingNode.getInstance() : value;
    }

    /** The same object under a field that must be an object; an empty one where it is not there. */
    Fields object(String name) {
        JsonNode value = take(name);
        var fields = new Fields(value, child(name), lines, problems, variables);
        if (!value.isMissingNode() && !value.isObject()) {
            fields.wrong("must be an object");
        }
        return fields;
    }

    /** Items of a list, each an object. */
    List<Fields> list(String name) {
        JsonNode value = take(name);
        var items = new ArrayList<Fields>();
        if (!value.isArray() || value.isEmpty()) {
            wrong(name, "must be a list with at least one item");
            return items;
        }
        for (int i = 0; i < value.size(); i++) {
            items.add(new Fields(value.get(i), child(name) + "/" + i, lines, problems, variables));
        }
        return items;
    }

    /** The only member of this object, such as a task under its name. */
    @Nullable
    Named only(String what) {
        if (!json.isObject() || json.size() != 1) {
            wrong("must be an object with one field, the name of the " + what);
            return null;
        }
        String name = json.fieldNames().next();
        return new Named(name, object(name));
    }

    String text(String name) {
        return text(name, null);
    }

    String text(String name, @Nullable String otherwise) {
        JsonNode value = take(name);
        if (value.isTextual() && !value.textValue().isBlank()) {
            return value.textValue();
        }
        if (!value.isMissingNode() || otherwise == null) {
            wrong(name, value.isMissingNode() ? "is missing; it must be a text" : "must be a text");
        }
        return otherwise == null ? "" : otherwise;
    }

    boolean truth(String name) {
        JsonNode value = take(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            wrong(name, "must be true or false");
        }
        return value.asBoolean(false);
    }

    @Nullable
    Integer number(String name) {
        JsonNode value = take(name);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isIntegralNumber() || value.longValue() < 1 || value.longValue() > 10_000) {
            wrong(name, "must be a whole number from 1 to 10000");
            return null;
        }
        return value.intValue();
    }

    @Nullable
    Template template(String name) {
        JsonNode value = take(name);
        return value.isMissingNode() ? null : noted(name, parsed(name, Template::of, value));
    }

    /** What shapes data: a text is an expression, with or without <code>${}</code>; anything else a template. */
    @Nullable
    Template shape(String name) {
        return take(name).isTextual() ? expression(name) : template(name);
    }

    private <T extends Template> @Nullable T noted(String name, @Nullable T template) {
        if (template != null) {
            variables.used(this, name, template);
        }
        return template;
    }

    /** The variables of the whole definition. */
    Variables variables() {
        return variables;
    }

    /** The name of a variable that this field gives. */
    String variable(String name, String otherwise) {
        String variable = text(name, otherwise);
        if (!variable.matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
            wrong(name, "must be a name of letters, digits and underscores");
        }
        variables.declare(variable);
        return variable;
    }

    /** An expression, with or without <code>${}</code>. */
    @Nullable
    Expression expression(String name) {
        JsonNode value = take(name);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isTextual()) {
            wrong(name, "must be an expression, such as ${ .ready }");
            return null;
        }
        return noted(name, parsed(name, json -> Expression.parse(json.textValue()), value));
    }

    @Nullable
    Duration duration(String name) {
        JsonNode value = take(name);
        return value.isMissingNode() ? null : parsed(name, DurationReader::read, value);
    }

    private <T> @Nullable T parsed(String name, Function<JsonNode, T> parser, JsonNode value) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            wrong(name, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** A text that is no expression must be a URI with a scheme, as the language demands. */
    static @Nullable String uriProblem(JsonNode value) {
        boolean fine = !value.isTextual()
                || Expression.is(value.textValue())
                || value.textValue().matches("[A-Za-z][A-Za-z0-9+.-]*://.*");
        return fine ? null : "must be a URI such as https://example.com/shop";
    }

    /** A field of the language that this service does not run. */
    void unsupported(String name, String why) {
        if (!take(name).isMissingNode()) {
            wrong(name, "is not supported: " + why);
        }
    }

    void wrong(String name, String message) {
        String at = child(name);
        problems.add(new Problem(lines.line(at), at, message));
    }

    void wrong(String message) {
        problems.add(new Problem(lines.line(pointer), pointer, message));
    }

    /** Every field must have been asked for. */
    void end() {
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                wrong(
                        name,
                        "is unknown here; there are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    private String child(String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** An object under its name. */
    record Named(String name, Fields fields) {}
}
