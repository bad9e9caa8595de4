package ai.levqor.keys;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.security.ApiKey;
import ai.levqor.security.KeyHash;
import ai.levqor.sql.Uuid7;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes, rotates, revokes and shows keys. */
final class KeyService {
    private static final UUID NEWEST = Uuid7.floor((1L << 48) - 1);

    private final KeyRepository repository;
    private final UserKeys users;
    private final LastUse lastUse;
    private final KeyHash hash;
    private final ApiKey.Kind kind;
    private final Duration overlap;
    private final Runnable changed;
    private final InstantSource clock;
    private final Uuid7 ids;

    /**
     * @param kind of the keys that it makes
     * @param overlap how long a replaced key stays valid when nothing else is asked for
     * @param changed tells all nodes that keys are no longer what they were
     */
    KeyService(
            KeyRepository repository,
            UserKeys users,
            LastUse lastUse,
            KeyHash hash,
            ApiKey.Kind kind,
            Duration overlap,
            Runnable changed,
            InstantSource clock) {
        this.repository = repository;
        this.users = users;
        this.lastUse = lastUse;
        this.hash = hash;
        this.kind = kind;
        this.overlap = overlap;
        this.changed = changed;
        this.clock = clock;
        this.ids = new Uuid7(clock);
    }

    Reply create(NewKey asked) {
        ApiKey key = ApiKey.generate(kind);
        long now = clock.millis();
        StoredKey stored = stored(
                key,
                asked.name(),
                asked.scopes(),
                asked.plan(),
                asked.ratePerMinute(),
                asked.caller().id(),
                now,
                asked.expiry(now),
                asked.userId() == null ? await(users.of(asked.caller())) : asked.userId());
        if (stored.userId() == null) {
            await(repository.insert(stored, key.hash(hash)));
        } else {
            stored = stored.on(await(users.insert(stored, key.hash(hash))));
        }
        changed.run(); // somebody may have tried it before it was known
        return created(key, stored);
    }

    Reply rotate(Rotation asked) {
        StoredKey old = find(asked.keyId());
        Scopes.requireOwn(asked.caller(), old.scopes());
        ApiKey key = ApiKey.generate(kind);
        long now = clock.millis();
        Long end = old.expiresAt();
        StoredKey successor = stored(
                key,
                old.name(),
                old.scopes(),
                old.plan(),
                old.ratePerMinute(),
                asked.caller().id(),
                now,
                end == null ? null : Long.valueOf(now + end - old.createdAt()),
                old.userId());
        Duration stays = asked.overlap() == null ? overlap : asked.overlap();
        boolean replaced = await(repository.replace(asked.keyId(), now + stays.toMillis(), successor, key.hash(hash)));
        if (!replaced) {
            throw notReplaceable(find(asked.keyId()), now);
        }
        changed.run();
        return created(key, successor);
    }

    private static Failure notReplaceable(StoredKey key, long now) {
        String why = key.valid(now)
                ? "The key was replaced already; rotate the one that follows it."
                : "The key is no longer valid; create a new one.";
        Failure failure = new Failure(Code.CONFLICT, why);
        String follower = key.replacedBy();
        return follower == null ? failure : failure.with("replaced_by", follower);
    }

    Reply revoke(String keyId) {
        await(lastUse.write()); // who revokes a key wants to know whether it was used, up to now
        await(repository.revoke(keyId, clock.millis()));
        changed.run();
        return get(keyId);
    }

    /** Gives all keys of a user a plan, unless a later change did so before; the keys know of it at once. */
    Reply plan(UserPlan asked) {
        boolean applied = await(users.plan(asked));
        if (applied) {
            changed.run();
        }
        return () -> new JsonObject().put("user_id", asked.userId()).put("applied", applied);
    }

    /** How many keys a user has that are valid, and may have. */
    Reply ofUser(String userId) {
        return await(users.summary(userId, clock.millis()));
    }

    Reply get(String keyId) {
        return find(keyId).reply(clock.millis());
    }

    Reply list(Page page) {
        long now = clock.millis();
        return page.reply(
                "keys",
                await(repository.list(before(page), page.fetch())),
                key -> key.json(now),
                key -> key.id().toString());
    }

    Reply plans() {
        var plans = await(repository.plans(clock.millis()));
        return () -> new JsonObject().put("plans", plans);
    }

    private static UUID before(Page page) {
        if (page.after().isEmpty()) {
            return NEWEST;
        }
        try {
            return UUID.fromString(page.after());
        } catch (IllegalArgumentException e) {
            throw Page.invalidCursor();
        }
    }

    private StoredKey find(String keyId) {
        return await(repository.find(keyId)).orElseThrow(() -> Failure.notFound("key_id", keyId));
    }

    private StoredKey stored(
            ApiKey key,
            String name,
            List<String> scopes,
            String plan,
            @Nullable Integer ratePerMinute,
            String createdBy,
            long now,
            @Nullable Long expiresAt,
            @Nullable String userId) {
        return new StoredKey(
                ids.next(),
                key.id(),
                name,
                scopes,
                plan,
                ratePerMinute,
                createdBy,
                now,
                expiresAt,
                null,
                null,
                null,
                userId);
    }

    private static Reply created(ApiKey key, StoredKey stored) {
        return () -> stored.json(stored.createdAt()).put("key", key.text());
    }
}
