package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.contract.Catalog;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
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
        return all().has(function);
    }

    /** What a call costs by its connector's manifest, micros; 0 when it says nothing, or it is no connector's. */
    long cost(String function) {
        return all().cost(function);
    }

    /** All that there are, as far as is known. */
    ConnectorFunctions all() {
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
                return last == null ? ConnectorFunctions.NONE : last.actions();
            }
        }
        return last == null ? ConnectorFunctions.NONE : last.actions();
    }

    private static ConnectorFunctions read(JsonObject answer) {
        return ConnectorFunctions.of(answer.getJsonArray("connectors", new JsonArray()));
    }

    private record Known(long at, ConnectorFunctions actions) {}
}
