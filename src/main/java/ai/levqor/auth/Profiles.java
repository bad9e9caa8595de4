package ai.levqor.auth;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.users.Users;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user profiles of who signs in: whoever proved an address, or uses a session, is active, and the account belongs to
 * the user of that address. Nobody waits for it, and what is missed is made up for a minute later.
 */
final class Profiles {
    private static final Logger LOG = LoggerFactory.getLogger(Profiles.class);

    private final BusClient bus;
    private final AccountRepository accounts;

    Profiles(BusClient bus, AccountRepository accounts) {
        this.bus = bus;
        this.accounts = accounts;
    }

    /** The person is active; {@code userId} is whose account it was so far. */
    Future<?> seen(UUID account, String email, @Nullable String userId) {
        return bus.call(Users.SEEN, new JsonObject().put("email", email), Caller.SYSTEM)
                .map(found -> found.getString("user_id"))
                .compose(user ->
                        Objects.equals(user, userId) ? Future.succeededFuture() : accounts.belongsTo(account, user))
                .onFailure(cause -> LOG.debug("that account {} is active is not noted: {}", account, cause.toString()));
    }
}
