package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Caller;
import ai.levqor.config.Cidr;
import ai.levqor.limits.LocalBuckets;
import ai.levqor.limits.RateLimits;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is counted how, and what the answers say about it. */
class LimitsTest {
    private static final String THINGS = "/api/v1/things";

    private static TestEdge edge(int perIp, int global, Function<Caller, OptionalInt> own, String... proxies) {
        var policy = new EdgePolicy(
                new RateLimits(new LocalBuckets(1000), perIp, global),
                own,
                List.of(proxies).stream().map(Cidr::parse).toList(),
                List.of(),
                EdgePolicy.open().sessions(),
                new AtomicInteger());
        return new TestEdge(true, Duration.ofSeconds(10), policy);
    }

    private static TestEdge edge(int perIp, int global) {
        return edge(perIp, global, caller -> OptionalInt.empty());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static List<Integer> together(TestEdge edge, int requests) {
        var request = HttpRequest.newBuilder(edge.uri(THINGS)).build();
        var sent = IntStream.range(0, requests)
                .mapToObj(i -> edge.http.sendAsync(request, BodyHandlers.discarding()))
                .toList();
        return sent.stream()
                .map(CompletableFuture::join)
                .map(HttpResponse::statusCode)
                .toList();
    }

    @Test
    void whatTheRouterCannotReadHasTheHeadersToo() throws Exception {
        try (var edge = edge(20, 200);
                var raw = edge.connect()) {
            String answer = raw.write("GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .readToEnd();
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("x-ratelimit-limit: 20"), answer);
        }
    }

    private static long passed(List<Integer> statuses) {
        return statuses.stream().filter(status -> status == 200).count();
    }

    @Test
    void exactlyTheLimitPassesWhenAllComeAtOnce() {
        try (var edge = edge(20, 0)) {
            List<Integer> statuses = together(edge, 80);
            assertEquals(20, passed(statuses));
            assertEquals(60, statuses.stream().filter(status -> status == 429).count());
        }
    }

    @Test
    void theLimitOfAllHoldsOverAddresses() throws Exception {
        try (var edge = edge(20, 30, caller -> OptionalInt.empty(), "127.0.0.1")) {
            int passed = 0;
            for (int i = 0; i < 40; i++) {
                if (edge.get(THINGS, "X-Forwarded-For", "192.0.2." + i).statusCode() == 200) {
                    passed++;
                }
            }
            assertEquals(30, passed);
            var refused = edge.get(THINGS);
            assertEquals("30", header(refused, "X-RateLimit-Limit"));
            // What the address had left was not used up by requests that the other limit refused.
            assertTrue(header(refused, "RateLimit").startsWith("\"ip\";r=19;"), header(refused, "RateLimit"));
        }
    }

    @Test
    void aRefusalSaysWhenToComeBack() throws Exception {
        try (var edge = edge(2, 200)) {
            var first = edge.get(THINGS);
            assertEquals("2", header(first, "X-RateLimit-Limit"));
            assertEquals("1", header(first, "X-RateLimit-Remaining"));
            assertEquals("\"ip\";q=2;w=60, \"global\";q=200;w=60", header(first, "RateLimit-Policy"));
            assertTrue(header(first, "RateLimit").matches("\"ip\";r=1;t=\\d+, \"global\";r=199;t=\\d+"));
            assertTrue(first.headers().firstValue("Retry-After").isEmpty());
            edge.get(THINGS);

            var refused = edge.get(THINGS);

            assertEquals(429, refused.statusCode());
            assertEquals("{\"error\":\"rate_limited\"}", refused.body());
            assertEquals("0", header(refused, "X-RateLimit-Remaining"));
            long seconds = Long.parseLong(header(refused, "Retry-After"));
            assertTrue(seconds >= 1 && seconds <= 60, () -> "Retry-After: " + seconds);
            long now = System.currentTimeMillis() / 1000;
            long reset = Long.parseLong(header(refused, "X-RateLimit-Reset"));
            assertTrue(Math.abs(now + seconds - reset) <= 2, () -> "Reset: " + reset);
        }
    }

    @Test
    void everyAnswerTellsTheLimitAndProbesAndPagesDoNotCount() throws Exception {
        try (var edge = edge(3, 0)) {
            for (int i = 0; i < 5; i++) {
                for (String path : List.of("/", "/health", "/livez", "/readyz", "/openapi.json", "/docs/bus")) {
                    var free = edge.get(path);
                    assertEquals(200, free.statusCode(), path);
                    assertEquals("3", header(free, "X-RateLimit-Limit"), path);
                    assertEquals("3", header(free, "X-RateLimit-Remaining"), path);
                }
                assertEquals(204, edge.send("OPTIONS", THINGS, "").statusCode());
                var missing = edge.get("/nothing", "Accept", "text/html");
                assertEquals(404, missing.statusCode());
                assertEquals("3", header(missing, "X-RateLimit-Remaining"));
                assertEquals(404, edge.post("/api/v1/nothing", "{}").statusCode());
            }
            assertEquals("2", header(edge.send("PATCH", THINGS, ""), "X-RateLimit-Remaining"));
            assertEquals(400, edge.post(THINGS + "/bulk", "{").statusCode());
            try (var raw = edge.connect()) {
                String answer = raw.write("nonsense\r\n\r\n").readToEnd();
                assertTrue(answer.contains("\r\nx-ratelimit-limit: 3\r\n"), answer);
            }
            assertEquals(413, edge.post("/api/v1/things/bulk", "x".repeat(5000)).statusCode());
            var refused = edge.post("/api/v1/things/bulk", "x".repeat(5000));
            assertEquals(429, refused.statusCode());
            assertEquals(200, edge.get("/health").statusCode());
            assertEquals(404, edge.get("/nothing").statusCode());
        }
    }

    @Test
    void aKeyWithALimitOfItsOwnIsCountedInsteadOfTheAddress() throws Exception {
        Function<Caller, OptionalInt> own =
                caller -> caller.id().equals("key-1") ? OptionalInt.of(4) : OptionalInt.empty();
        try (var edge = edge(2, 0, own)) {
            for (int i = 0; i < 4; i++) {
                var answer = edge.post(THINGS, "{}", "X-Api-Key", "good-key");
                assertEquals(202, answer.statusCode());
                assertEquals("\"key\";q=4;w=60", header(answer, "RateLimit-Policy"));
            }
            assertEquals(429, edge.post(THINGS, "{}", "X-Api-Key", "good-key").statusCode());
            // A wrong key, one without a limit of its own and none share the address.
            assertEquals(403, edge.post(THINGS, "{}", "X-Api-Key", "wrong-key").statusCode());
            assertEquals(403, edge.post(THINGS, "{}", "X-Api-Key", "weak-key").statusCode());
            assertEquals(429, edge.post(THINGS, "{}", "X-Api-Key", "wrong-key").statusCode());
            assertEquals(429, edge.get(THINGS).statusCode());
        }
    }

    @Test
    void aKeyWithoutAnyLimitOnlyCountsWithAll() throws Exception {
        try (var edge = edge(1, 3, caller -> OptionalInt.of(0))) {
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        202, edge.post(THINGS, "{}", "X-Api-Key", "good-key").statusCode());
            }
            assertEquals(429, edge.post(THINGS, "{}", "X-Api-Key", "good-key").statusCode());
        }
    }

    @Test
    void nobodyButATrustedProxyIsBelievedAboutItsClient() throws Exception {
        try (var edge = edge(0, 0)) {
            edge.get(THINGS, "X-Forwarded-For", "192.0.2.1");
            assertEquals("127.0.0.1", address(edge));
        }
        try (var edge = edge(1, 0, caller -> OptionalInt.empty(), "127.0.0.0/8", "10.0.0.0/8")) {
            assertEquals(
                    200,
                    edge.get(THINGS, "X-Forwarded-For", "6.6.6.6, 192.0.2.1, 10.1.2.3")
                            .statusCode());
            assertEquals("192.0.2.1", address(edge));
            assertEquals(
                    429,
                    edge.get(THINGS, "X-Forwarded-For", "7.7.7.7, 192.0.2.1").statusCode());
            assertEquals(
                    200, edge.get(THINGS, "X-Forwarded-For", "192.0.2.2:4711").statusCode());
            assertEquals("192.0.2.2", address(edge));
            assertEquals(200, edge.get(THINGS, "X-Forwarded-For", "2001:db8::1").statusCode());
            assertEquals(429, edge.get(THINGS, "X-Forwarded-For", "2001:db8::2").statusCode());
            assertEquals(
                    200,
                    edge.get(THINGS, "X-Forwarded-For", "[2001:db8:0:1::2]:80").statusCode());
            assertEquals(
                    200,
                    edge.get(THINGS, "X-Forwarded-For", "unknown, <script>").statusCode());
            assertEquals(429, edge.get(THINGS, "X-Forwarded-For", "").statusCode());
        }
    }

    private static String address(TestEdge edge) {
        String last = "";
        for (var request : edge.received) {
            last = request.caller().address();
        }
        return last;
    }

    @Test
    void zeroSwitchesALimitOff() {
        try (var edge = edge(0, 0)) {
            assertEquals(60, passed(together(edge, 60)));
        }
    }

    @Test
    void withoutLimitsNothingIsSaidAboutThem() throws Exception {
        try (var edge = edge(0, 0)) {
            assertFalse(edge.get(THINGS).headers().map().containsKey("x-ratelimit-limit"));
        }
    }
}
