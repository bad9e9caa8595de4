package ai.levqor.bus;

import io.vertx.core.json.JsonObject;

/** What an operation answers; records implement it. */
@FunctionalInterface
public interface Reply {
    /** The answer as its reply schema says. */
    JsonObject json();

    /** Whether the call's audit record was committed with what the call did, so that it needs none any more. */
    default boolean recorded() {
        return false;
    }

    /** The answer of commands that have nothing to tell. */
    Reply OK = () -> new JsonObject().put("ok", true);
}
