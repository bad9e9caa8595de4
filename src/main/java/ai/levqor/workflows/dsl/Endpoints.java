package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Expression;
import ai.levqor.expressions.Template;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Endpoints: a URI, an expression, or a URI template of level 1 (RFC 6570), {@code https://example.com/pets/{petId}}, whose
 * names are members of the task's input. A template is read as an expression, so that data never is one.
 */
final class Endpoints {
    private static final Pattern PART = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern NAME = Pattern.compile("\\w{1,64}");

    private Endpoints() {}

    static Template read(Fields fields, String name) {
        JsonNode value = fields.take(name);
        if (!value.isTextual() || Expression.is(value.textValue())) {
            return ActionReader.required(fields, name);
        }
        String text = value.textValue();
        String problem = Fields.uriProblem(value);
        if (problem != null) {
            fields.wrong(name, problem);
        }
        return text.contains("{") && !text.contains("${")
                ? template(fields, name, text)
                : ActionReader.required(fields, name);
    }

    private static Template template(Fields fields, String field, String text) {
        var jq = new StringBuilder();
        Matcher part = PART.matcher(text);
        int at = 0;
        while (part.find()) {
            String name = part.group(1);
            if (!NAME.matcher(name).matches()) {
                fields.wrong(
                        field,
                        "has {" + name + "}; only {name} of a member of the input is supported, or write"
                                + " an expression");
                return Template.of(value(text));
            }
            jq.append(value(text.substring(at, part.start())))
                    .append(" + (.[\"")
                    .append(name)
                    .append("\"] | if type == \"string\" then . ")
                    .append("elif type == \"number\" or type == \"boolean\" then tostring ")
                    .append("else error(\"the endpoint needs ")
                    .append(name)
                    .append(", a text or a number\") end | @uri) + ");
            at = part.end();
        }
        return Expression.parse(jq.append(value(text.substring(at))).toString()).named(text);
    }

    private static TextNode value(String text) {
        return TextNode.valueOf(text);
    }
}
