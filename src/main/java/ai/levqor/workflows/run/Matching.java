package ai.levqor.workflows.run;

import ai.levqor.expressions.Expression;
import ai.levqor.expressions.ExpressionException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Whether data is what a filter of a definition asks for. */
public final class Matching {
    private Matching() {}

    /** Whether every member that the filter has is the same in the data. */
    public static boolean matches(JsonNode filter, JsonNode data) {
        for (var member : filter.properties()) {
            JsonNode value = data.get(member.getKey());
            boolean same = value != null
                    && (member.getValue().isObject()
                            ? matches(member.getValue(), value)
                            : text(value).equals(text(member.getValue())));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** What {@code from} finds in an event, to be compared; empty where it finds nothing or fails. */
    public static String value(Expression from, JsonNode event) {
        try {
            JsonNode value = from.evaluate(event, Map.of());
            return value.isNull() ? "" : text(value);
        } catch (ExpressionException nothing) {
            return ""; // an event of another shape belongs to nobody
        }
    }

    /** 1 and "1" are the same: query strings and headers know texts only. */
    static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
