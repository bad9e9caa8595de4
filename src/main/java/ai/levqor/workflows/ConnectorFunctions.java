package ai.levqor.workflows;

import ai.levqor.workflows.dsl.Parameters;
import ai.levqor.workflows.dsl.Parameters.Mistake;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The functions that connectors are to definitions, {@code <connector>.<action>}, and what each takes.
 *
 * @param actions the schemas of the parameters, by connector and action
 */
public record ConnectorFunctions(Map<String, Map<String, JsonNode>> actions) {
    /** What stands beside the parameters of a call. */
    private static final Set<String> BESIDE = Set.of("credentials");

    /** None. */
    static final ConnectorFunctions NONE = new ConnectorFunctions(Map.of());

    /** As the connectors list themselves: {@code [{name, actions: [{name, params}]}]}. */
    public static ConnectorFunctions of(JsonArray connectors) {
        Map<String, Map<String, JsonNode>> all = new TreeMap<>();
        for (Object one : connectors) {
            var connector = (JsonObject) one;
            Map<String, JsonNode> actions = new TreeMap<>();
            for (Object action : connector.getJsonArray("actions", new JsonArray())) {
                var listed = (JsonObject) action;
                JsonNode params = RunRepository.parse(
                        listed.getJsonObject("params", new JsonObject()).encode());
                actions.put(listed.getString("name"), params == null ? JsonNodeFactory.instance.objectNode() : params);
            }
            all.put(connector.getString("name"), actions);
        }
        return new ConnectorFunctions(all);
    }

    private @Nullable Map<String, JsonNode> of(String function) {
        int dot = function.indexOf('.');
        return dot <= 0 ? null : actions.get(function.substring(0, dot));
    }

    private static String action(String function) {
        return function.substring(function.indexOf('.') + 1);
    }

    /** Whether {@code function} is {@code <connector>.<action>}, and there is that one. */
    boolean has(String function) {
        Map<String, JsonNode> actions = of(function);
        return actions != null && actions.containsKey(action(function));
    }

    /** What is wrong with a function that names a connector; null when it is right, or not a connector's. */
    @Nullable
    String refusal(String function) {
        Map<String, JsonNode> actions = of(function);
        return actions == null || has(function)
                ? null
                : "the connector " + function.substring(0, function.indexOf('.')) + " has no action \""
                        + action(function) + "\"; there are " + String.join(", ", actions.keySet());
    }

    /** What is wrong with what a call gives; nothing where the function is not a connector's. */
    List<Mistake> mistakes(String function, JsonNode given) {
        Map<String, JsonNode> actions = of(function);
        JsonNode schema = actions == null ? null : actions.get(action(function));
        return schema == null ? List.of() : Parameters.mistakes(schema, given, BESIDE);
    }
}
