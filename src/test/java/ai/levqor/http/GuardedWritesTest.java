package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Authenticator;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.bus.Receiver;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.contract.Catalog;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks all operations that change something: over HTTP and over the event bus, none is reached without a key, with a
 * wrong one, or with one that has every scope but the right one.
 */
@SuppressWarnings("NullAway.Init") // set before the first test
class GuardedWritesTest {
    /** Operations that change something and that everybody may call, each for a reason that its Javadoc tells. */
    private static final Set<String> OPEN = Set.of(
            "billing.webhook", // a signature instead of a key
            "connectors.finish",
            "auth.magic_link",
            "auth.code",
            "auth.bind_session",
            "auth.sign_out",
            "auth.sign_out_everywhere",
            "auth.end_session");

    private static final String ONLY = "only ";
    private static final String ALL_BUT = "all but ";

    private static final Queue<String> REACHED = new ConcurrentLinkedQueue<>();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static Vertx vertx;
    private static HttpEdge edge;

    static Stream<Operation> writes() {
        return Catalog.operations().stream().filter(Operation::writes);
    }

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        BusClient.register(vertx);
        Authenticator keys = GuardedWritesTest::authenticate;
        TestEdge.await(vertx.deployVerticle(
                new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        var receiver = new Receiver(vertx, (schema, input) -> {}, keys, 1000);
                        return Future.all(Catalog.operations().stream()
                                .map(operation -> receiver.on(operation, Request::input, input -> reached(operation)))
                                .toList());
                    }
                },
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
        edge = new HttpEdge(
                vertx,
                new BusClient(vertx, Duration.ofSeconds(10)),
                keys,
                new Api(
                        Catalog.operations(),
                        operation -> new JsonObject(),
                        Buffer::buffer,
                        Buffer::buffer,
                        Buffer::buffer,
                        Site.of("1.0.0", "https://levqor.ai", "30 days", java.time.InstantSource.system())),
                new Service("1.0.0", "abc", true),
                new HttpLimits(
                        "127.0.0.1",
                        0,
                        4096,
                        1024,
                        8192,
                        1000,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10)),
                EdgePolicy.open());
        TestEdge.await(edge.start());
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        TestEdge.await(vertx.close());
    }

    @BeforeEach
    void forget() {
        REACHED.clear();
    }

    private static Reply reached(Operation operation) {
        REACHED.add(operation.name());
        return Reply.OK;
    }

    private static Future<Caller> authenticate(String key) {
        if (key.startsWith(ONLY)) {
            return Future.succeededFuture(new Caller("one", Set.of(key.substring(ONLY.length())), "", ""));
        }
        if (key.startsWith(ALL_BUT)) {
            return Future.succeededFuture(new Caller("others", allBut(key.substring(ALL_BUT.length())), "", ""));
        }
        return Future.failedFuture(Failure.forbidden());
    }

    private static Set<String> allBut(String scope) {
        String actor = scope.substring(0, scope.indexOf(':') + 1);
        return Catalog.operations().stream()
                .map(Operation::scope)
                .filter(Objects::nonNull)
                .flatMap(other -> other.startsWith(actor)
                        ? Stream.of(other)
                        : Stream.of(other, other.substring(0, other.indexOf(':') + 1) + "*"))
                .filter(other -> !other.equals(scope))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("writes")
    void isGuarded(Operation operation) throws Exception {
        if (OPEN.contains(operation.name())) {
            return;
        }
        String scope = operation.scope();
        assertNotNull(scope, operation.name() + " changes something and needs no scope");
        forbidden(operation, List.of());
        for (String wrong : List.of("wrong", "", "only", ALL_BUT + scope)) {
            forbidden(operation, List.of("X-Api-Key", wrong));
            forbidden(operation, List.of("Authorization", "Bearer " + wrong));
            forbiddenOnTheBus(operation, new DeliveryOptions().addHeader("api-key", wrong));
        }
        forbiddenOnTheBus(operation, new DeliveryOptions());
        assertTrue(REACHED.isEmpty(), REACHED::toString);

        assertEquals(
                operation.status(),
                send(operation, List.of("X-Api-Key", ONLY + scope)).statusCode());
        TestEdge.await(vertx.eventBus()
                .request(operation.name(), new JsonObject(), new DeliveryOptions().addHeader("api-key", ONLY + scope)));
        assertEquals(List.of(operation.name(), operation.name()), List.copyOf(REACHED), "the right key reaches it");
    }

    private static void forbidden(Operation operation, List<String> headers) throws Exception {
        HttpResponse<String> response = send(operation, headers);
        assertEquals(403, response.statusCode(), operation.name() + " " + headers);
        assertEquals("{\"error\":\"forbidden\"}", response.body());
    }

    private static void forbiddenOnTheBus(Operation operation, DeliveryOptions options) {
        var refused = assertThrows(
                CompletionException.class,
                () -> TestEdge.await(vertx.eventBus().request(operation.name(), new JsonObject(), options)));
        assertEquals(
                Code.FORBIDDEN,
                assertInstanceOf(Failure.class, refused.getCause()).code());
    }

    private static HttpResponse<String> send(Operation operation, List<String> headers) throws Exception {
        String path = operation.path().replaceAll("\\{[^}]*}", "x1");
        boolean body = !operation.method().equals("DELETE");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
                .header("Content-Type", "application/json")
                .method(
                        operation.method(),
                        body ? HttpRequest.BodyPublishers.ofString("{}") : HttpRequest.BodyPublishers.noBody());
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
