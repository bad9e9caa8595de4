package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.contract.Catalog;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which actions the connectors have and what these cost, as they say themselves, looked at again now and then. While they cannot be asked,
 * what was known last holds. On virtual threads.
 */
final class ConnectorActions {
    private static final long FRESH_MS = 30_000;

    private final BusClient bus;
    private final InstantSource clock;
    private volatile @Nullable Known known;

    ConnectorActions(BusClient bus, InstantSource clock) {
        this.bus = bus;
        this.clock = clock;
    }

    /** Whether {@code function} is {@code <connector>.<action>}, and there is that one. */
    boolean has(String function) {
        Map<String, Long> actions = actions(function);
        return actions != null && actions.containsKey(action(function));
    }

    /** What a call costs by its connector's manifest, micros; 0 when it says nothing, or it is no connector's. */
    long cost(String function) {
        Map<String, Long> actions = actions(function);
        return actions == null ? 0 : actions.getOrDefault(action(function), 0L);
    }

    private static String action(String function) {
        return function.substring(function.indexOf('.') + 1);
    }

    /** What is wrong with a function that names a connector; null when it is right, or not a connector's. */
    @Nullable
    String refusal(String function) {
        Map<String, Long> actions = actions(function);
        return actions == null || has(function)
                ? null
                : "the connector " + function.substring(0, function.indexOf('.')) + " has no action \""
                        + action(function) + "\"; there are " + String.join(", ", actions.keySet());
    }

    private @Nullable Map<String, Long> actions(String function) {
        int dot = function.indexOf('.');
        return dot <= 0 ? null : all().get(function.substring(0, dot));
    }

    private Map<String, Map<String, Long>> all() {
        Known last = known;
        long now = clock.millis();
        if (last != null && now - last.at() < FRESH_MS) {
            return last.actions();
        }
        var list = Catalog.operation("connectors.list");
        if (list.isPresent()) {
            try {
                last = new Known(now, read(await(bus.call(list.get(), new JsonObject(), Caller.SYSTEM))));
                known = last;
            } catch (Failure absent) {
                // No node serves them now: a step that needs one says so itself.
                return last == null ? Map.of() : last.actions();
            }
        }
        return last == null ? Map.of() : last.actions();
    }

    private static Map<String, Map<String, Long>> read(JsonObject answer) {
        Map<String, Map<String, Long>> all = new TreeMap<>();
        for (Object each : answer.getJsonArray("connectors", new JsonArray())) {
            var connector = (JsonObject) each;
            Map<String, Long> actions = new TreeMap<>();
            for (Object one : connector.getJsonArray("actions", new JsonArray())) {
                var action = (JsonObject) one;
                actions.put(action.getString("name"), micros(action.getDouble("cost", 0.0)));
            }
            all.put(connector.getString("name"), actions);
        }
        return all;
    }

    /** A part of a micro counts as a whole one. */
    private static long micros(double dollars) {
        return BigDecimal.valueOf(dollars)
                .movePointRight(6)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }

    /** Connector → action → what a call costs, micros. */
    private record Known(long at, Map<String, Map<String, Long>> actions) {}
}
