package ai.levqor.bus;

import java.util.Optional;

/** Tells who presents an API key. */
@FunctionalInterface
public interface Authenticator {
    /** The caller with this key, or nothing when the key is unknown. */
    Optional<Caller> authenticate(String key);
}
