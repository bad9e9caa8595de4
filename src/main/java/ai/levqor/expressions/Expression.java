package ai.levqor.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * A runtime expression, which is jq: {@code ${ .customer.name }}. It reads its input and the variables that it is given
 * and nothing else, neither environment nor modules, and takes no more than its {@link Budget}.
 */
public final class Expression implements Template {
    private static final int MAX_LENGTH = 8_192;

    private final String text;
    private final JsonQuery query;
    private final Set<String> variables;

    private Expression(String text, JsonQuery query, Set<String> variables) {
        this.text = text;
        this.query = query;
        this.variables = variables;
    }

    /** Whether a text of a definition is an expression: <code>${ … }</code>. */
    public static boolean is(String text) {
        return text.startsWith("${") && text.endsWith("}");
    }

    /**
     * Parses {@code text}, with or without its <code>${}</code>.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    public static Expression parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must not be longer than " + MAX_LENGTH + " characters");
        }
        String jq = is(text) ? text.substring(2, text.length() - 1) : text;
        try {
            JsonQuery query = JsonQuery.compile(jq, Versions.JQ_1_6);
            Names names = Names.of(query);
            for (String function : names.functions()) {
                if (!Budget.hasFunction(function)) {
                    throw new IllegalArgumentException("calls " + function + ", a function that there is not");
                }
            }
            return new Expression(jq.strip(), CountedTree.of(query), names.variables());
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("is nested too deeply", e);
        } catch (JsonQueryException e) {
            throw new IllegalArgumentException("is no jq expression: " + firstLine(e), e);
        }
    }

    /** The variables that it reads and does not make itself, without their dollar. */
    public Set<String> variables() {
        return variables;
    }

    /** The same, which calls itself {@code shown} where it fails: what it was made from. */
    public Expression named(String shown) {
        return new Expression(shown, query, variables);
    }

    @Override
    public Stream<Expression> expressions() {
        return Stream.of(this);
    }

    @Override
    public JsonNode evaluate(JsonNode input, Map<String, JsonNode> variables) {
        var results = new Results(input, variables);
        try {
            return Budget.shortly(results) ? results.last : Overtime.run(() -> whole(input, variables));
        } catch (JsonQueryException e) {
            throw failed(e);
        } catch (StackOverflowError e) {
            throw new ExpressionException("\"" + text + "\" recurses too deeply");
        }
    }

    private JsonNode whole(JsonNode input, Map<String, JsonNode> variables) {
        var results = new Results(input, variables);
        try {
            Budget.within(results);
            return results.last;
        } catch (JsonQueryException e) {
            throw failed(e);
        } catch (StackOverflowError e) {
            throw new ExpressionException("\"" + text + "\" recurses too deeply");
        }
    }

    private ExpressionException failed(JsonQueryException e) {
        return new ExpressionException("\"" + text + "\" failed: " + firstLine(e));
    }

    /** One evaluation and the last of its results, null where there is none. */
    private final class Results implements Budget.Evaluation {
        private final JsonNode input;
        private final Scope scope = Scope.newChildScope(Budget.functions());
        private JsonNode last = NullNode.getInstance();

        Results(JsonNode input, Map<String, JsonNode> variables) {
            this.input = input;
            variables.forEach(scope::setValue);
        }

        @Override
        public void run() throws JsonQueryException {
            query.apply(scope, input, result -> last = result);
            if (!Budget.wasSmall()) {
                Bounded.checkDepth(last);
            }
        }
    }

    /** Whether the result is neither false nor null, as jq sees it. */
    public boolean test(JsonNode input, Map<String, JsonNode> variables) {
        JsonNode result = evaluate(input, variables);
        return !result.isNull() && !(result.isBoolean() && !result.booleanValue());
    }

    @Override
    public String toString() {
        return text;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
