package ai.levqor.http;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.limits.Limit;
import ai.levqor.limits.RateLimits;
import ai.levqor.limits.Usage;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds out who calls, counts the request and refuses it when a limit is used up. A key with a limit of its own is
 * counted instead of its address; every other request, also one with a wrong key, is counted for its address. A key that
 * was not met before is asked for only while its address has not sent too many that nobody has.
 */
final class Admission {
    /** What monitors ask, and what a payment provider tells. */
    private static final Set<String> UNCOUNTED = Set.of(
            // Its events come in bursts from few addresses; one with a wrong signature costs no more than a page.
            "/billing/webhook",
            "/metrics",
            "/api/metrics",
            "/public/metrics",
            "/api/v1/health",
            "/api/v1/health/detailed",
            "/billing/health",
            "/ops/uptime",
            "/ops/queue_health");

    private static final String CALLER = "levqor.caller";

    private final ApiKeys keys;
    private final BrowserSessions sessions;
    private final Proxies proxies;
    private final RateLimits limits;
    private final Function<Caller, OptionalInt> ownLimits;

    /** {@code ownLimits} has the requests a minute of a caller's key, 0 for none, empty where its address counts. */
    Admission(
            ApiKeys keys,
            BrowserSessions sessions,
            Proxies proxies,
            RateLimits limits,
            Function<Caller, OptionalInt> ownLimits) {
        this.keys = keys;
        this.sessions = sessions;
        this.proxies = proxies;
        this.limits = limits;
        this.ownLimits = ownLimits;
    }

    /** Hands an admitted request to {@code next}, at once or later, and fails it when that throws. */
    void admit(RoutingContext context, Handler<RoutingContext> next) {
        HttpServerRequest request = context.request();
        String address = proxies.client(request);
        AccessLog.address(context, address);
        boolean counts = !request.method().equals(HttpMethod.OPTIONS) && !UNCOUNTED.contains(request.path());
        boolean byKey = ApiKeys.presents(request);
        Future<Caller> holder = byKey ? keys.holder(request) : sessions.holder(context);
        if (holder == null) {
            String subject = Proxies.subject(address);
            Usage asking = limits.strangeKey(subject);
            if (!asking.admitted()) {
                refuse(context, List.of(asking));
                return;
            }
            holder = (byKey ? keys.ask(request) : sessions.ask(context)).onComplete(known -> {
                boolean stranger = known.succeeded() ? BrowserSessions.strange(context) : forbidden(known.cause());
                if (!stranger) {
                    limits.noStranger(subject);
                }
            });
        }
        Future<List<Usage>> usages = holder.isComplete()
                ? usages(context, address, holder, counts)
                : holder.transform(known -> usages(context, address, known, counts));
        if (usages.isComplete()) {
            decide(context, usages.result(), counts, next);
            return;
        }
        request.pause();
        usages.onComplete(
                known -> {
                    decide(context, known, counts, next);
                    request.resume();
                },
                context::fail);
    }

    /** Remembers who calls, and counts the request or only looks. */
    private Future<List<Usage>> usages(
            RoutingContext context, String address, AsyncResult<Caller> holder, boolean counts) {
        List<Limit> applying;
        if (holder.succeeded()) {
            Caller caller = ApiKeys.calling(holder.result(), context.request(), address);
            context.put(CALLER, caller);
            OptionalInt own = caller.id().equals(Caller.ANONYMOUS.id()) ? OptionalInt.empty() : ownLimits.apply(caller);
            applying = limits.of(caller.id(), own, Proxies.subject(address));
        } else {
            context.put(CALLER, holder.cause());
            applying = limits.ofAddress(Proxies.subject(address));
        }
        return counts ? limits.count(applying) : Future.succeededFuture(limits.look(applying));
    }

    private static void decide(
            RoutingContext context, List<Usage> usages, boolean counts, Handler<RoutingContext> next) {
        if (counts && !usages.isEmpty() && !usages.getLast().admitted()) {
            refuse(context, usages);
            return;
        }
        LimitHeaders.put(context.response(), usages);
        try {
            next.handle(context);
        } catch (RuntimeException refused) {
            context.fail(refused);
        }
    }

    /** Says when to come back: when the last of {@code usages} has something left again. */
    private static void refuse(RoutingContext context, List<Usage> usages) {
        LimitHeaders.put(context.response(), usages);
        long seconds = Math.max(1, usages.getLast().resetSeconds());
        context.response().putHeader(Errors.RETRY_AFTER, Long.toString(seconds));
        context.fail(new Failure(Code.RATE_LIMITED, null));
    }

    private static boolean forbidden(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == Code.FORBIDDEN;
    }

    /** Puts the headers on an answer that is not counted. */
    void describe(HttpServerRequest request) {
        LimitHeaders.put(request.response(), limits.look(limits.ofAddress(Proxies.subject(proxies.client(request)))));
    }

    /** Who calls; throws {@code forbidden} when the key is wrong, {@code unavailable} when nobody can tell. */
    static Caller caller(RoutingContext context) {
        Object found = context.get(CALLER);
        if (found instanceof RuntimeException refused) {
            throw refused;
        }
        return found instanceof Caller caller ? caller : Caller.ANONYMOUS;
    }
}
