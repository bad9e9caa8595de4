package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.Produced;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One request is one trace, from HTTP to the callback; the test plays the collector and the services called. */
@SuppressWarnings("NullAway.Init") // set up before each test
class TracingIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SECRET = "swordfish-4711";

    private final List<JsonObject> spans = new CopyOnWriteArrayList<>();
    private final Set<String> instances = ConcurrentHashMap.newKeySet();
    private final Map<String, String> parents = new ConcurrentHashMap<>();
    private HttpServer others;

    @BeforeEach
    void start() throws IOException {
        others = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        others.createContext("/v1/traces", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Produced.add("spans", body);
            var request = new JsonObject(body);
            objects(request, "resourceSpans")
                    .flatMap(resource -> objects(resource, "scopeSpans"))
                    .flatMap(scope -> objects(scope, "spans"))
                    .forEach(spans::add);
            objects(request, "resourceSpans")
                    .map(one -> attribute(one.getJsonObject("resource"), "service.instance.id"))
                    .forEach(instances::add);
            answer(exchange);
        });
        others.createContext("/", exchange -> {
            String parent = exchange.getRequestHeaders().getFirst("traceparent");
            parents.put(exchange.getRequestURI().getPath(), parent == null ? "none" : parent);
            answer(exchange);
        });
        others.start();
    }

    @AfterEach
    void close() {
        others.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Stream<JsonObject> objects(JsonObject parent, String name) {
        return parent.getJsonArray(name, new JsonArray()).stream().map(JsonObject.class::cast);
    }

    private static String attribute(JsonObject span, String key) {
        return objects(span, "attributes")
                .filter(attribute -> attribute.getString("key").equals(key))
                .map(attribute -> attribute.getJsonObject("value").getString("stringValue"))
                .findFirst()
                .orElse("");
    }

    private boolean hasSpan(int kind, String key, String value) {
        return spans.stream()
                .anyMatch(span -> span.getInteger("kind") == kind
                        && attribute(span, key).equals(value)
                        && span.getString("traceId").equals(TRACE));
    }

    private boolean hasSpan(String name) {
        return spans.stream()
                .anyMatch(span -> span.getString("name").equals(name)
                        && span.getString("traceId").equals(TRACE));
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void oneTraceFromTheRequestToTheCallback(Topology topology) throws Exception {
        String base = "http://127.0.0.1:" + others.getAddress().getPort();
        try (var running = topology.start(Map.of("LEVQOR_OTEL_ENDPOINT", base))) {
            JsonObject job = Client.job("fetch", new JsonObject().put("url", base + "/work?token=" + SECRET))
                    .put("callback_url", base + "/hook");
            var answer = running.client()
                    .send(
                            "POST",
                            "/api/v1/intake?",
                            BodyPublishers.ofString(job.encode()),
                            "traceparent",
                            "00-" + TRACE + "-00f067aa0ba902b7-01");
            assertEquals(202, answer.status(), answer.text());
            Eventually.await("both services are called", () -> parents.keySet().containsAll(List.of("/work", "/hook")));
            Eventually.await(
                    "the spans arrive",
                    () -> hasSpan(2, "http.route", "/api/v1/intake") && hasSpan("job") && hasSpan("callback"));
            assertTrue(parents.getOrDefault("/work", "").contains(TRACE), parents::toString);
            assertTrue(parents.getOrDefault("/hook", "").contains(TRACE), parents::toString);
            assertTrue(hasSpan(2, "messaging.destination.name", "jobs.submit"), spans::toString);
            assertTrue(hasSpan(2, "messaging.destination.name", "workers.fetch"), spans::toString);
            assertTrue(!spans.toString().contains(SECRET), spans::toString);
            Set<String> nodes = objects(Client.ok(running.client().get("/api/v1/nodes")), "nodes")
                    .map(node -> node.getString("node_id"))
                    .collect(Collectors.toSet());
            Eventually.await("each node tells that it is itself", () -> instances.equals(nodes));
        }
    }
}
