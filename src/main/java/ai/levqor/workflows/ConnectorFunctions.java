package ai.levqor.workflows;

import ai.levqor.workflows.dsl.Parameters;
import ai.levqor.workflows.dsl.Parameters.Mistake;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The functions that connectors are to definitions, {@code <connector>.<action>}, what each takes, and what it costs.
 *
 * @param actions by connector and name
 */
public record ConnectorFunctions(Map<String, Map<String, Action>> actions) {
    /** What stands beside the parameters of a call. */
    private static final Set<String> BESIDE = Set.of("credentials");

    /** None. */
    static final ConnectorFunctions NONE = new ConnectorFunctions(Map.of());

    /**
     * An action of a connector.
     *
     * @param params the schema of its parameters
     * @param cost what a call costs by the manifest, micros
     */
    record Action(JsonNode params, long cost) {
        static Action of(JsonObject listed) {
            JsonNode params = RunRepository.parse(
                    listed.getJsonObject("params", new JsonObject()).encode());
            return new Action(
                    params == null ? JsonNodeFactory.instance.objectNode() : params,
                    micros(listed.getDouble("cost", 0.0)));
        }

        /** A part of a micro counts as a whole one. */
        private static long micros(double dollars) {
            return BigDecimal.valueOf(dollars)
                    .movePointRight(6)
                    .setScale(0, RoundingMode.CEILING)
                    .longValueExact();
        }
    }

    /** As the connectors list themselves: {@code [{name, actions: [{name, params, cost}]}]}. */
    public static ConnectorFunctions of(JsonArray connectors) {
        Map<String, Map<String, Action>> all = new TreeMap<>();
        for (Object one : connectors) {
            var connector = (JsonObject) one;
            Map<String, Action> actions = new TreeMap<>();
            for (Object action : connector.getJsonArray("actions", new JsonArray())) {
                var listed = (JsonObject) action;
                actions.put(listed.getString("name"), Action.of(listed));
            }
            all.put(connector.getString("name"), actions);
        }
        return new ConnectorFunctions(all);
    }

    private @Nullable Map<String, Action> of(String function) {
        int dot = function.indexOf('.');
        return dot <= 0 ? null : actions.get(function.substring(0, dot));
    }

    private static String action(String function) {
        return function.substring(function.indexOf('.') + 1);
    }

    /** Whether {@code function} is {@code <connector>.<action>}, and there is that one. */
    boolean has(String function) {
        Map<String, Action> actions = of(function);
        return actions != null && actions.containsKey(action(function));
    }

    /** What is wrong with a function that names a connector; null when it is right, or not a connector's. */
    @Nullable
    String refusal(String function) {
        Map<String, Action> actions = of(function);
        return actions == null || has(function)
                ? null
                : "the connector " + function.substring(0, function.indexOf('.')) + " has no action \""
                        + action(function) + "\"; there are " + String.join(", ", actions.keySet());
    }

    /** What is wrong with what a call gives; nothing where the function is not a connector's. */
    List<Mistake> mistakes(String function, JsonNode given) {
        Map<String, Action> actions = of(function);
        Action known = actions == null ? null : actions.get(action(function));
        return known == null ? List.of() : Parameters.mistakes(known.params(), given, BESIDE);
    }

    /** What a call costs by its connector's manifest, micros; 0 when it says nothing, or it is no connector's. */
    long cost(String function) {
        Map<String, Action> actions = of(function);
        Action known = actions == null ? null : actions.get(action(function));
        return known == null ? 0 : known.cost();
    }
}
