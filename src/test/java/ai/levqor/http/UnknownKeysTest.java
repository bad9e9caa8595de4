package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Authenticator;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.config.Cidr;
import ai.levqor.limits.LocalBuckets;
import ai.levqor.limits.RateLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What keys that somebody makes up cost, and whom they hinder. */
class UnknownKeysTest {
    private static final int PER_IP = 5;
    private static final String THINGS = "/api/v1/things";

    /** Keys that begin with {@code real} are somebody's; each has to be asked for once. */
    private static final class Directory implements Authenticator {
        final AtomicInteger questions = new AtomicInteger();
        volatile boolean gone;
        private final Set<String> met = ConcurrentHashMap.newKeySet();

        @Override
        public Future<Caller> authenticate(String key) {
            questions.incrementAndGet();
            return Vertx.currentContext().owner().timer(20).compose(none -> {
                if (gone) {
                    return Future.failedFuture(new Failure(Code.UNAVAILABLE, null));
                }
                if (!key.startsWith("real")) {
                    return Future.failedFuture(Failure.forbidden());
                }
                met.add(key);
                return caller(key);
            });
        }

        @Override
        public @Nullable Future<Caller> recognize(String key) {
            return met.contains(key) ? caller(key) : null;
        }

        private static Future<Caller> caller(String key) {
            return Future.succeededFuture(new Caller(key, Set.of("things:write"), "", ""));
        }
    }

    private final Directory directory = new Directory();

    /** Keys have a limit of their own that nothing here reaches. */
    private TestEdge edge() {
        var policy = new EdgePolicy(
                new RateLimits(new LocalBuckets(1000), PER_IP, 0),
                caller -> OptionalInt.of(1000),
                List.of(Cidr.parse("127.0.0.1")),
                List.of(),
                EdgePolicy.open().sessions(),
                new AtomicInteger());
        return new TestEdge(true, Duration.ofSeconds(10), policy, directory);
    }

    private static List<Integer> flood(TestEdge edge, String path, int requests) {
        return IntStream.range(0, requests)
                .mapToObj(i -> HttpRequest.newBuilder(edge.uri(path))
                        .POST(BodyPublishers.ofString("{}"))
                        .header("X-Api-Key", "made-up-" + i)
                        .build())
                .map(request -> edge.http.sendAsync(request, BodyHandlers.discarding()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(HttpResponse::statusCode)
                .toList();
    }

    private static int send(TestEdge edge, String key, String... headers) throws Exception {
        return edge.post(THINGS, "{}", concat(new String[] {"X-Api-Key", key}, headers))
                .statusCode();
    }

    private static String[] concat(String[] one, String[] other) {
        return java.util.stream.Stream.of(one, other)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
    }

    @Test
    void aFloodOfThemAsksNoMoreThanTheAddressMayAndHindersNoKeyThatWasMet() throws Exception {
        try (var edge = edge()) {
            assertEquals(202, send(edge, "real-1"));
            directory.questions.set(0);
            List<Integer> statuses = flood(edge, THINGS, 100);
            assertEquals(PER_IP, directory.questions.get());
            assertEquals(
                    PER_IP, statuses.stream().filter(status -> status == 403).count());
            assertEquals(95, statuses.stream().filter(status -> status == 429).count());

            assertEquals(202, send(edge, "real-1"));
            var refused = edge.post(THINGS, "{}", "X-Api-Key", "made-up");
            assertEquals(429, refused.statusCode());
            assertEquals("{\"error\":\"rate_limited\"}", refused.body());
            assertTrue(
                    Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()) <= 60);
            assertEquals(
                    "\"unknown-keys\";q=5;w=60",
                    refused.headers().firstValue("RateLimit-Policy").orElseThrow());
            // Elsewhere, and without a key, nobody notices.
            assertEquals(202, send(edge, "real-2", "X-Forwarded-For", "192.0.2.7"));
            assertEquals(200, edge.get("/health").statusCode());
        }
    }

    @Test
    void whatMonitorsAskIsNoWayAround() {
        try (var edge = edge()) {
            flood(edge, "/public/metrics", 40);
            assertTrue(directory.questions.get() <= PER_IP, "questions: " + directory.questions);
        }
    }

    @Test
    void keysThatAreSomebodysTakeNothing() throws Exception {
        try (var edge = edge()) {
            for (int i = 0; i < 3 * PER_IP; i++) {
                assertEquals(202, send(edge, "real-" + i));
            }
            assertEquals(3 * PER_IP, directory.questions.get());
        }
    }

    @Test
    void thatNobodyCanTellIsNotTheClientsFault() throws Exception {
        try (var edge = edge()) {
            directory.gone = true;
            for (int i = 0; i < 2 * PER_IP; i++) {
                int status = send(edge, "real-1", "X-Forwarded-For", "192.0.2.7");
                // Its requests count for the address, which is used up in the end.
                assertEquals(i < PER_IP ? 503 : 429, status);
            }
            directory.gone = false;
            assertEquals(202, send(edge, "real-1", "X-Forwarded-For", "192.0.2.7"));
        }
    }
}
