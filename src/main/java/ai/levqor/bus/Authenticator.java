package ai.levqor.bus;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Tells who presents an API key. */
@FunctionalInterface
public interface Authenticator {
    /**
     * The caller with this key; complete already where the key is known in memory. Fails with {@code forbidden} when
     * nobody has it, and with {@code unavailable} when nobody can tell for now.
     */
    Future<Caller> authenticate(String key);

    /**
     * The same for a key that is known here or was lately; null for one that nobody here has met, which
     * {@link #authenticate} asks for. Who makes keys up can make it ask without end, so that is what to bound.
     */
    default @Nullable Future<Caller> recognize(String key) {
        return authenticate(key);
    }

    /** Forgets what is remembered of stored keys: one was made, replaced or revoked. */
    default void forget() {}

    /** Whether {@code id} is that of a key of the configuration, which has every scope. */
    default boolean configured(String id) {
        return false;
    }
}
