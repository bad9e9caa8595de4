package ai.levqor.users;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.people.MergePatch;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user as it is stored; times are epoch milliseconds. */
record User(
        UUID id,
        String email,
        @Nullable String name,
        @Nullable String locale,
        @Nullable String currency,
        JsonObject meta,
        long createdAt,
        long updatedAt)
        implements Reply {
    static final String COLUMNS = "id, email, name, locale, currency, meta, created_at, updated_at, active_at";
    private static final int MAX_META = 16_384;

    /** A user of whom only the address is known. */
    static User named(UUID id, String email, long now) {
        return new User(id, email, null, null, null, new JsonObject(), now, now);
    }

    static User of(Row row) {
        return new User(
                row.getUUID("id"),
                row.getString("email"),
                row.getString("name"),
                row.getString("locale"),
                row.getString("currency"),
                new JsonObject(row.getString("meta")),
                row.getLong("created_at"),
                row.getLong("updated_at"));
    }

    /** The user with what is given; itself where that changes nothing. */
    User with(Given given, long now) {
        JsonObject values = given.values();
        JsonObject newMeta = values.containsKey("meta") ? merged(values.getJsonObject("meta")) : meta;
        var changed = new User(
                id,
                email,
                values.getString("name", name),
                values.getString("locale", locale),
                values.getString("currency", currency),
                newMeta,
                createdAt,
                updatedAt);
        return changed.equals(this)
                ? this
                : new User(id, email, changed.name, changed.locale, changed.currency, newMeta, createdAt, now);
    }

    private JsonObject merged(@Nullable JsonObject patch) {
        String merged = patch == null ? "{}" : MergePatch.apply(meta, patch).encode();
        if (merged.getBytes(StandardCharsets.UTF_8).length > MAX_META) {
            throw Failure.invalid("meta", "would have more than " + MAX_META + " bytes once merged");
        }
        return new JsonObject(merged); // as a later read finds it, so that its entity tag is the same
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("id", id.toString())
                .put("email", email)
                .put("name", name)
                .put("locale", locale)
                .put("currency", currency)
                .put("meta", meta)
                .put("created_at", createdAt / 1000)
                .put("updated_at", updatedAt / 1000);
    }
}
