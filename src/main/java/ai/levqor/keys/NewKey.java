package ai.levqor.keys;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Request;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that is asked for.
 *
 * @param userId whose key it is; null for whose the caller's key is
 * @param lifetime in milliseconds from now
 * @param expiresAt epoch milliseconds; at most one of both is given
 */
record NewKey(
        String name,
        List<String> scopes,
        @Nullable String userId,
        String plan,
        @Nullable Integer ratePerMinute,
        @Nullable Long lifetime,
        @Nullable Long expiresAt,
        Caller caller) {

    static NewKey of(Request request) {
        JsonObject input = request.input();
        Caller caller = request.caller();
        List<String> scopes = Scopes.read(input.getJsonArray("scopes").getList());
        Scopes.requireOwn(caller, scopes);
        String userId = input.getString("user_id");
        if (userId != null && input.getValue("plan") != null) {
            throw Failure.invalid("plan", "is that of the user; leave it out, or user_id");
        }
        boolean limits = userId != null
                || input.getValue("plan") != null || input.getValue("rate_per_minute") != null;
        if (limits && !caller.may("*")) {
            throw Failure.forbidden(); // else a key could lift its own limits
        }
        Long seconds = input.getLong("expires_in");
        Double at = input.getDouble("expires_at");
        if (seconds != null && at != null) {
            throw Failure.invalid("expires_at", "excludes expires_in; give one of them");
        }
        int inherited = caller.ratePerMinute();
        return new NewKey(
                request.text("name"),
                scopes,
                userId,
                input.getString("plan", caller.plan().isEmpty() ? "free" : caller.plan()),
                input.getInteger("rate_per_minute", inherited == 0 ? null : Integer.valueOf(inherited)),
                seconds == null ? null : Long.valueOf(seconds * 1000),
                at == null ? null : Long.valueOf((long) (at * 1000)),
                caller);
    }

    /** When it expires if it is made {@code now}; null for never. */
    @Nullable
    Long expiry(long now) {
        if (expiresAt != null && expiresAt <= now) {
            throw Failure.invalid("expires_at", "must be in the future");
        }
        return lifetime == null ? expiresAt : Long.valueOf(now + lifetime);
    }
}
