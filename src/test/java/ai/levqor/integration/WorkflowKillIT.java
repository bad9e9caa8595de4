package ai.levqor.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.Eventually;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9 amid a thousand workflows and their forks: each ends right, and the world sees each of their effects once. */
class WorkflowKillIT {
    private static final int JOBS = 1_000;
    private static final int KILLS = 4;
    private static final int EFFECTS = 3;

    @ParameterizedTest
    @EnumSource(Store.class)
    void eachEndsRightAndEachEffectIsSeenOnce(Store store) throws Exception {
        Launch launch = Launch.on(store).shortLease().with("LEVQOR_JOBS_DEFAULT_MAX_ATTEMPTS", "20");
        long seed = System.nanoTime();
        var random = new Random(seed);
        try (var shop = new Shop()) {
            ServerProcess server = launch.start();
            Client client = server.client();
            var definition = new JsonObject().put("source", order(shop.url()));
            assertEquals(201, client.post("/api/v1/workflows", definition).status());
            var jobs = new JsonArray(IntStream.range(0, JOBS)
                    .mapToObj(i -> Client.job("order", new JsonObject().put("index", i)))
                    .toList());
            JsonArray accepted = client.post("/api/v1/jobs/bulk", new JsonObject().put("jobs", jobs))
                    .json()
                    .getJsonArray("jobs");
            for (int kill = 1; kill <= KILLS; kill++) {
                int goal = JOBS * EFFECTS * kill / (KILLS + 1) + random.nextInt(100);
                Eventually.await("effects happen", Duration.ofSeconds(60), () -> shop.effects() >= goal);
                server.kill();
                server = launch.start();
            }
            try (ServerProcess last = server) {
                for (int i = 0; i < JOBS; i++) {
                    String id = accepted.getJsonObject(i).getString("job_id");
                    Eventually.await(
                            "job " + i + " has ended; seed " + seed + "\n",
                            Duration.ofSeconds(60),
                            () -> !List.of("queued", "running")
                                    .contains(last.client().status(id).getString("status")));
                    assertEquals(
                            new JsonObject().put("index", i).put("receipts", shop.receipts(i)),
                            last.client().status(id).getJsonObject("result"),
                            () -> "seed " + seed);
                }
            }
            assertEquals(JOBS * EFFECTS, shop.effects(), () -> "seed " + seed);
            assertEquals(Set.of(), shop.changed(), () -> "keys that came with two orders; seed " + seed);
        }
    }

    private static String order(String shop) {
        return """
                document: {dsl: '1.0.0', namespace: tests, name: order, version: '1.0.0'}
                do:
                  - double: {set: {index: '${ .index }', twice: '${ .index * 2 }'}}
                  - charge:
                      call: http
                      with: {method: post, endpoint: '%1$s/charge', body: {index: '${ .index }', amount: '${ .twice }'}}
                      output: {as: '${ {index: $input.index, charge: .receipt} }'}
                  - both:
                      fork:
                        branches:
                          - shipping:
                              do:
                                - settle: {wait: {milliseconds: 20}}
                                - ship:
                                    call: http
                                    with: {method: post, endpoint: '%1$s/ship', body: {index: '${ .index }', charge: '${ .charge }'}}
                          - mailing:
                              do:
                                - word: {set: {index: '${ .index }', text: '${ "paid " + (.charge | tostring) }'}}
                                - mail: {call: http, with: {method: post, endpoint: '%1$s/mail', body: '${ . }'}}
                      output: {as: '${ {index: $input.index, receipts: [$input.charge, .[].receipt]} }'}
                """.formatted(shop);
    }

    /** A service that does what it is asked once a key, and answers the same again. */
    private static final class Shop implements AutoCloseable {
        private final HttpServer server;
        private final AtomicInteger receipts = new AtomicInteger();
        private final Map<String, Effect> effects = new ConcurrentHashMap<>();
        private final Set<String> changed = ConcurrentHashMap.newKeySet();

        Shop() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", this::serve);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private void serve(HttpExchange exchange) throws IOException {
            try (exchange) {
                String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
                String order = exchange.getRequestURI().getPath()
                        + new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                Effect effect = effects.computeIfAbsent(key, none -> new Effect(order, receipts.incrementAndGet()));
                if (!effect.order().equals(order)) {
                    changed.add(key + ": " + effect.order() + ", " + order);
                }
                byte[] body = new JsonObject()
                        .put("receipt", effect.receipt())
                        .toBuffer()
                        .getBytes();
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }

        int effects() {
            return effects.size();
        }

        Set<String> changed() {
            return new HashSet<>(changed);
        }

        /** The receipts of order {@code index}: of its charge, then of its shipment and its mail. */
        JsonArray receipts(int index) {
            return new JsonArray(List.of(receipt("/charge", index), receipt("/ship", index), receipt("/mail", index)));
        }

        private int receipt(String path, int index) {
            return effects.values().stream()
                    .filter(effect -> effect.order().startsWith(path + "{\"index\":" + index + ","))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + path + " of " + index))
                    .receipt();
        }

        @Override
        public void close() {
            server.stop(0);
        }

        private record Effect(String order, int receipt) {}
    }
}
