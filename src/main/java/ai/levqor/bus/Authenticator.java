package ai.levqor.bus;

import io.vertx.core.Future;

/** Tells who presents an API key. */
@FunctionalInterface
public interface Authenticator {
    /**
     * The caller with this key; complete already where the key is known in memory. Fails with {@code forbidden} when
     * nobody has it, and with {@code unavailable} when nobody can tell for now.
     */
    Future<Caller> authenticate(String key);

    /** Forgets what is remembered of stored keys: one was made, replaced or revoked. */
    default void forget() {}

    /** Whether {@code id} is that of a key of the configuration, which has every scope. */
    default boolean configured(String id) {
        return false;
    }
}
