package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.contract.Catalog;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which actions the connectors have, as they say themselves, looked at again now and then. While they cannot be asked,
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
        Set<String> actions = actions(function);
        return actions != null && actions.contains(function.substring(function.indexOf('.') + 1));
    }

    /** What is wrong with a function that names a connector; null when it is right, or not a connector's. */
    @Nullable
    String refusal(String function) {
        Set<String> actions = actions(function);
        return actions == null || has(function)
                ? null
                : "the connector " + function.substring(0, function.indexOf('.')) + " has no action \""
                        + function.substring(function.indexOf('.') + 1) + "\"; there are "
                        + String.join(", ", actions);
    }

    private @Nullable Set<String> actions(String function) {
        int dot = function.indexOf('.');
        return dot <= 0 ? null : all().get(function.substring(0, dot));
    }

    private Map<String, Set<String>> all() {
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

    private static Map<String, Set<String>> read(JsonObject answer) {
        Map<String, Set<String>> all = new TreeMap<>();
        for (Object one : answer.getJsonArray("connectors", new JsonArray())) {
            var connector = (JsonObject) one;
            Set<String> actions = new TreeSet<>();
            for (Object action : connector.getJsonArray("actions", new JsonArray())) {
                actions.add(((JsonObject) action).getString("name"));
            }
            all.put(connector.getString("name"), actions);
        }
        return all;
    }

    private record Known(long at, Map<String, Set<String>> actions) {}
}
