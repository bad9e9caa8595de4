package ai.levqor.security;

import ai.levqor.bus.Authenticator;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.keys.Keys;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells who presents an API key, on any node, with or without a database: a configured key is found in memory; whose a
 * stored key is, its actor tells over the event bus, and the answer is remembered for {@link #MAX_AGE}, good or bad.
 *
 * <p>When a key is made, replaced or revoked, all nodes hear of it and forget; the short age bounds what one that did
 * not hear of it gets wrong. When a key expires needs no news.
 */
public final class ApiKeyAuthenticator implements Authenticator {
    /** How long an answer counts, from the moment of its question. */
    static final Duration MAX_AGE = Duration.ofSeconds(5);

    static final int MAX_REMEMBERED = 10_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Future<Caller> FORBIDDEN = Future.failedFuture(Failure.forbidden());
    private static final Holder NOBODY = new Holder(FORBIDDEN, Long.MAX_VALUE);

    private final Vertx vertx;
    private final KeyRing configured;
    private final KeyHash hash;
    private final InstantSource clock;
    private final BusClient bus;

    /** Hashes of keys that somebody had when last asked; they may be asked for at any time. */
    private final Set<String> met = Collections.newSetFromMap(Collections.synchronizedMap(new Latest()));

    // Forgetting replaces the map: what was asked before ends in the old one, where nobody looks.
    private volatile Map<String, Answer> answers = new ConcurrentHashMap<>();

    /** Knows {@code configured} by itself and asks {@code vertx}'s event bus for the rest. */
    public ApiKeyAuthenticator(Vertx vertx, KeyRing configured, KeyHash hash, InstantSource clock) {
        this.vertx = vertx;
        this.configured = configured;
        this.hash = hash;
        this.clock = clock;
        this.bus = new BusClient(vertx, TIMEOUT);
    }

    /** Begins to listen for changes of the keys; ends when no change is missed any more. */
    public Future<Void> listen() {
        return vertx.eventBus().consumer(Keys.CHANGED, none -> forget()).completion();
    }

    @Override
    public Future<Caller> authenticate(String presented) {
        String hashed = hash.of(presented);
        Future<Caller> known = known(presented, hashed);
        return known == null ? await(ask(hashed)) : known;
    }

    @Override
    public @Nullable Future<Caller> recognize(String presented) {
        String hashed = hash.of(presented);
        Future<Caller> known = known(presented, hashed);
        return known == null && met.contains(hashed) ? await(ask(hashed)) : known;
    }

    private @Nullable Future<Caller> known(String presented, String hashed) {
        Future<Caller> known = configured.find(hashed);
        if (known != null) {
            return known;
        }
        long now = clock.millis();
        Answer answer = answers.get(hashed);
        if (answer != null && answer.fresh(now)) {
            Holder holder = answer.holder.result();
            return holder == null ? await(answer) : holder.at(now);
        }
        // A typing error ends here: nobody is asked.
        return ApiKey.parse(presented).isEmpty() ? FORBIDDEN : null;
    }

    @Override
    public void forget() {
        answers = new ConcurrentHashMap<>();
    }

    @Override
    public boolean configured(String id) {
        return configured.has(id);
    }

    private Answer ask(String hashed) {
        long now = clock.millis();
        Map<String, Answer> current = answers;
        if (current.size() >= MAX_REMEMBERED) {
            current.values().removeIf(answer -> answer.dispensable(now));
        }
        var holder = Promise.<Holder>promise();
        var answer = new Answer(now, holder.future());
        if (current.size() < MAX_REMEMBERED) {
            current.put(hashed, answer);
        }
        bus.call(Keys.RESOLVE, new JsonObject().put("hash", hashed), Caller.SYSTEM)
                .map(Holder::of)
                .recover(ApiKeyAuthenticator::unavailable)
                .onSuccess(told -> remember(hashed, told))
                .onFailure(cause -> current.remove(hashed, answer))
                .onComplete(holder);
        return answer;
    }

    private void remember(String hashed, Holder told) {
        if (NOBODY.equals(told)) {
            met.remove(hashed);
        } else {
            met.add(hashed);
        }
    }

    /** Several may wait for one answer: each goes on where it came from, not where the first one asked. */
    private Future<Caller> await(Answer answer) {
        Context context = vertx.getOrCreateContext();
        var caller = Promise.<Caller>promise();
        answer.holder
                .compose(holder -> holder.at(clock.millis()))
                .onComplete(told -> context.runOnContext(none -> caller.handle(told)));
        return caller.future();
    }

    /** Who cannot be told from nobody must be neither let in nor turned away for good. */
    private static Future<Holder> unavailable(Throwable cause) {
        boolean known = cause instanceof Failure failure && failure.code() != Code.TIMED_OUT;
        return Future.failedFuture(
                known ? cause : new Failure(Code.UNAVAILABLE, "The API key cannot be checked for now; retry later."));
    }

    @Override
    public String toString() {
        return "ApiKeyAuthenticator[" + configured + "]";
    }

    /** The keys that were added last. */
    @SuppressWarnings("serial")
    private static final class Latest extends LinkedHashMap<String, Boolean> {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    }

    /** A question to the keys' actor and, once it came, what it said. */
    private static final class Answer {
        final long askedAt;
        final Future<Holder> holder;

        Answer(long askedAt, Future<Holder> holder) {
            this.askedAt = askedAt;
            this.holder = holder;
        }

        /** A clock that was set back makes an answer of the future: it does not count either. */
        boolean fresh(long now) {
            return now >= askedAt && now - askedAt < MAX_AGE.toMillis();
        }

        /** Whether little is lost with it: what is stale, and keys that nobody has. */
        boolean dispensable(long now) {
            return !fresh(now) || NOBODY.equals(holder.result());
        }
    }

    /**
     * Who has a key.
     *
     * @param caller ready to be answered
     * @param expiresAt epoch milliseconds
     */
    private record Holder(Future<Caller> caller, long expiresAt) {
        static Holder of(JsonObject reply) {
            if (!reply.getBoolean("known")) {
                return NOBODY;
            }
            Set<String> scopes = reply.getJsonArray("scopes").stream()
                    .map(String.class::cast)
                    .collect(Collectors.toSet());
            var caller = new Caller(
                    reply.getString("key_id"),
                    scopes,
                    "",
                    "",
                    "",
                    reply.getString("plan"),
                    reply.getInteger("rate_per_minute"));
            Long expiry = reply.getLong("expires_at_ms");
            return new Holder(Future.succeededFuture(caller), expiry == null ? Long.MAX_VALUE : expiry);
        }

        Future<Caller> at(long now) {
            return now < expiresAt ? caller : FORBIDDEN;
        }
    }
}
