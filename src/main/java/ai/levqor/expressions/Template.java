package ai.levqor.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A value of a definition, in which any text may be an expression. Only what the definition itself says is evaluated,
 * once: a text that comes out of an expression is data.
 */
public sealed interface Template permits Expression, Template.Constant, Template.Members, Template.Items {
    /** The value with its expressions evaluated. Throws {@link ExpressionException}. */
    JsonNode evaluate(JsonNode input, Map<String, JsonNode> variables);

    /** All expressions in it. */
    Stream<Expression> expressions();

    /** Reads {@code json}; throws IllegalArgumentException for an expression that is none. */
    static Template of(JsonNode json) {
        if (json.isTextual() && Expression.is(json.textValue())) {
            return Expression.parse(json.textValue());
        }
        if (json.isTextual() && json.textValue().contains("${")) {
            throw new IllegalArgumentException("holds an expression amid a text; write the whole text as one, such as"
                    + " ${ \"Hello \\(.name)\" }");
        }
        if (json.isObject()) {
            Map<String, Template> members = new LinkedHashMap<>();
            json.properties().forEach(member -> members.put(constant(member.getKey()), of(member.getValue())));
            boolean constant = members.values().stream().allMatch(Constant.class::isInstance);
            return constant ? new Constant(json) : new Members(members);
        }
        if (json.isArray()) {
            List<Template> items = new ArrayList<>();
            json.forEach(item -> items.add(of(item)));
            boolean constant = items.stream().allMatch(Constant.class::isInstance);
            return constant ? new Constant(json) : new Items(items);
        }
        return new Constant(json);
    }

    private static String constant(String name) {
        if (name.contains("${")) {
            throw new IllegalArgumentException(
                    "has an expression as a name; make the whole object by one, such as" + " ${ {(.name): .value} }");
        }
        return name;
    }

    /** What holds no expression. */
    record Constant(JsonNode json) implements Template {
        @Override
        public Stream<Expression> expressions() {
            return Stream.empty();
        }

        @Override
        public JsonNode evaluate(JsonNode input, Map<String, JsonNode> variables) {
            return json.deepCopy();
        }
    }

    /** An object. */
    record Members(Map<String, Template> members) implements Template {
        @Override
        public Stream<Expression> expressions() {
            return members.values().stream().flatMap(Template::expressions);
        }

        @Override
        public JsonNode evaluate(JsonNode input, Map<String, JsonNode> variables) {
            var object = JsonNodeFactory.instance.objectNode();
            members.forEach((name, member) -> object.set(name, member.evaluate(input, variables)));
            return object;
        }
    }

    /** An array. */
    record Items(List<Template> items) implements Template {
        @Override
        public Stream<Expression> expressions() {
            return items.stream().flatMap(Template::expressions);
        }

        @Override
        public JsonNode evaluate(JsonNode input, Map<String, JsonNode> variables) {
            var array = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> array.add(item.evaluate(input, variables)));
            return array;
        }
    }
}
