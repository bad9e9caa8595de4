package ai.levqor.keys;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;

/** Tells the nodes who has a key; they ask again every few seconds while it is in use, which is noted. */
final class KeyLookup {
    private static final Reply UNKNOWN = () -> new JsonObject().put("known", false);

    private final KeyRepository repository;
    private final LastUse lastUse;
    private final InstantSource clock;

    KeyLookup(KeyRepository repository, LastUse lastUse, InstantSource clock) {
        this.repository = repository;
        this.lastUse = lastUse;
        this.clock = clock;
    }

    Reply resolve(String hash) {
        StoredKey key = await(repository.findByHash(hash)).orElse(null);
        long now = clock.millis();
        if (key == null || !key.valid(now)) {
            return UNKNOWN;
        }
        lastUse.note(key.id(), now);
        Integer rate = key.ratePerMinute();
        var holder = new JsonObject()
                .put("known", true)
                .put("key_id", key.keyId())
                .put("scopes", new JsonArray(key.scopes()))
                .put("plan", key.plan())
                .put("rate_per_minute", rate == null ? 0 : rate)
                .put("expires_at_ms", key.expiresAt());
        return () -> holder;
    }
}
