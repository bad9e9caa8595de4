package ai.levqor.auth;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where people came from: kept with the link, handed on at the first sign-in to whoever keeps referrals. */
final class Referrals {
    private static final Logger LOG = LoggerFactory.getLogger(Referrals.class);
    private static final List<String> NAMES =
            List.of("ref", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content");
    private static final String TRACK = "referrals.track";

    private final BusClient bus;
    private final Function<String, Optional<Operation>> catalog;
    private final AccountRepository accounts;

    Referrals(BusClient bus, Function<String, Optional<Operation>> catalog, AccountRepository accounts) {
        this.bus = bus;
        this.catalog = catalog;
        this.accounts = accounts;
    }

    /** What of a request tells where somebody came from, as JSON; null when nothing names a source. */
    static @Nullable String of(JsonObject input) {
        var given = new JsonObject();
        for (String name : NAMES) {
            if (input.getString(name) != null && !input.getString(name).isBlank()) {
                given.put(name, input.getString(name));
            }
        }
        return given.containsKey("ref") || given.containsKey("utm_source") ? given.encode() : null;
    }

    /** Hands on what is kept of {@code account}; what nobody takes now stays for the next sign-in. */
    Future<?> deliver(Account account) {
        Operation track = catalog.apply(TRACK).orElse(null);
        String kept = account.referral();
        if (kept == null || track == null) {
            return Future.succeededFuture();
        }
        return bus.call(track, new JsonObject(kept).put("email", account.email()), Caller.SYSTEM)
                .compose(none -> accounts.referred(account.id()))
                .otherwise(cause -> {
                    boolean later =
                            cause instanceof Failure failure && failure.code().transientFailure();
                    LOG.warn("the referral of account {} was not taken{}", account.id(), later ? " yet" : "", cause);
                    return null;
                });
    }
}
