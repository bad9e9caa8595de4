package ai.levqor.http;

import ai.levqor.bus.Caller;
import ai.levqor.config.Cidr;
import ai.levqor.limits.LocalBuckets;
import ai.levqor.limits.RateLimits;
import ai.levqor.security.MasterSecret;
import ai.levqor.security.SessionToken;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Whom the edge believes and how much it lets in.
 *
 * @param limits shared by all event loops
 * @param ownLimits a key's own limit, requests a minute and 0 for none; empty where the client's address counts
 * @param trustedProxies who is believed about its clients
 * @param origins whose pages may read answers; {@code *} is all
 * @param sessions who is signed in, given the Vert.x of the event loop
 * @param connections those that are open, counted over all event loops
 */
public record EdgePolicy(
        RateLimits limits,
        Function<Caller, OptionalInt> ownLimits,
        List<Cidr> trustedProxies,
        List<String> origins,
        Function<Vertx, BrowserSessions> sessions,
        AtomicInteger connections) {
    /** No limits, no proxies, no foreign pages. */
    public static EdgePolicy open() {
        return new EdgePolicy(
                new RateLimits(new LocalBuckets(1), 0, 0),
                caller -> OptionalInt.empty(),
                List.of(),
                List.of(),
                vertx -> BrowserSessions.of(
                        vertx, InstantSource.system(), MasterSecret.of(SessionToken.generate()), false, "", false),
                new AtomicInteger());
    }

    BrowserSessions sessions(Vertx vertx) {
        return sessions.apply(vertx);
    }
}
