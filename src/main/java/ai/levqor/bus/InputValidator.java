package ai.levqor.bus;

import io.vertx.core.json.JsonObject;

/** Checks an input against a schema by name. */
@FunctionalInterface
public interface InputValidator {
    /** Throws the {@link Failure} that names the wrong field. */
    void check(String schema, JsonObject input);
}
