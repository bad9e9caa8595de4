package ai.levqor.connectors;

import static io.vertx.core.Future.await;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.keys.Keys;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Whose stored credentials are. They belong to who stored them; when that was an API key, to the keys that replaced it
 * as well. Awaits.
 */
final class Ownership {
    private static final int MAX_ROTATIONS = 100;

    private final BusClient bus;

    Ownership(BusClient bus) {
        this.bus = bus;
    }

    /** Whether {@code holder} may call with them. */
    boolean mayUse(Holder holder, StoredCredential credential) {
        return credential.shared() || mayChange(holder, credential);
    }

    /** Whether {@code holder} may replace or delete them. */
    boolean mayChange(Holder holder, StoredCredential credential) {
        return holder.admin() || owns(holder.id(), credential.createdBy());
    }

    private boolean owns(String holder, String owner) {
        if (owner.equals(holder) || isPerson(owner) || isPerson(holder)) {
            return owner.equals(holder);
        }
        @Nullable String key = successor(owner);
        for (int i = 0; key != null && i < MAX_ROTATIONS; i++) {
            if (key.equals(holder)) {
                return true;
            }
            key = successor(key);
        }
        return false;
    }

    /** Of accounts, such as {@code account:…}, which are not replaced. */
    private static boolean isPerson(String id) {
        return id.indexOf(':') >= 0;
    }

    private @Nullable String successor(String key) {
        try {
            return await(bus.call(Keys.GET, new JsonObject().put("key_id", key), Caller.SYSTEM))
                    .getString("replaced_by");
        } catch (Failure failure) {
            // A key of the settings or the command line: nothing replaces these.
            if (failure.code() == Code.NOT_FOUND || failure.code() == Code.INVALID_REQUEST) {
                return null;
            }
            throw failure;
        }
    }
}
