package ai.levqor.bus;

import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/** Runs a write once per idempotency key. */
@FunctionalInterface
public interface Once {
    /** What HTTP calls the key, and messages too. */
    String HEADER = "Idempotency-Key";

    /** The longest key, in characters. */
    int MAX_KEY = 255;

    /** Refuses a key that is not 1 to {@value #MAX_KEY} visible ASCII characters. */
    static void check(String key) {
        boolean visible = key.chars().allMatch(c -> c > ' ' && c <= '~');
        if (key.isEmpty() || key.length() > MAX_KEY || !visible) {
            throw Failure.invalid(HEADER, "must be 1 to " + MAX_KEY + " visible ASCII characters");
        }
    }

    /**
     * Runs {@code method}, or answers what it answered when the same request came before with the same {@code key};
     * awaits.
     *
     * @throws Failure of the method or its replay; {@code idempotency_mismatch} when the key belongs to another request, {@code conflict} while that one runs
     */
    Answer run(Operation operation, Request request, String key, Supplier<JsonObject> method);

    /**
     * What an operation answered.
     *
     * @param replayed whether it is the answer of an earlier run
     */
    record Answer(JsonObject reply, boolean replayed) {}
}
