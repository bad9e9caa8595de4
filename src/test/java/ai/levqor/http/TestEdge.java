package ai.levqor.http;

import ai.levqor.bus.Authenticator;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.bus.Receiver;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server on a free port whose operations echo what they get, and clients for it. */
final class TestEdge implements AutoCloseable {
    static final int MAX_BODY = 4096;
    static final int MAX_CONNECTIONS = 100;

    static final Operation MAKE = Operation.command("things.make", "Make")
            .post("/api/v1/things")
            .request("make")
            .reply(202, "any")
            .requires("things:write")
            .fails();
    static final Operation LIST = Operation.query("things.list", "List")
            .get("/api/v1/things")
            .request("list")
            .reply(200, "any")
            .fails();
    static final Operation GET = Operation.query("things.get", "Get")
            .get("/api/v1/things/{thing_id}")
            .request("get")
            .reply(200, "any")
            .fails(Code.NOT_FOUND);
    static final Operation BULK = Operation.command("things.bulk", "Bulk")
            .post("/api/v1/things/bulk")
            .request("any")
            .reply(202, "any")
            .fails();
    static final Operation CHANGE = Operation.command("things.change", "Change")
            .put("/api/v1/things/{thing_id}/parts/{part}")
            .request("part")
            .reply(200, "any")
            .fails();
    static final Operation REMOVE = Operation.command("things.remove", "Remove")
            .delete("/api/v1/things/{thing_id}")
            .request("list")
            .reply(200, "any")
            .requires("things:admin")
            .fails();
    static final Operation COMPLETE = Operation.command("things.complete", "Complete")
            .post("/api/v1/_dev/complete/{thing_id}")
            .request("any")
            .reply(200, "any")
            .developmentOnly()
            .fails();
    static final Operation FAIL = Operation.command("things.fail", "Fail with the code that the input names")
            .post("/api/v1/fail")
            .request("any")
            .reply(200, "any")
            .fails();
    static final Operation FAIL_ENVELOPED = Operation.command("content.fail", "The same in the other family")
            .post("/api/v1/content/fail")
            .request("any")
            .reply(200, "any")
            .fails();
    static final Operation NOBODY = Operation.query("absent.get", "Served by nobody")
            .get("/api/v1/absent")
            .request("any")
            .reply(200, "any")
            .fails();
    static final Operation BROKEN = Operation.query("things.broken", "Its reply cannot be written")
            .get("/api/v1/broken")
            .request("any")
            .reply(200, "any")
            .fails();

    /** Three events, one an answer. */
    static final Operation WATCH = Operation.query("things.watch", "Watch")
            .get("/api/v1/things/stream")
            .streams()
            .request("watch")
            .reply(200, "any")
            .requires("things:write")
            .fails();

    private static final List<Operation> ECHOED = List.of(MAKE, LIST, GET, BULK, CHANGE, REMOVE, COMPLETE);
    private static final List<Operation> OPERATIONS =
            List.of(GET, MAKE, LIST, BULK, CHANGE, REMOVE, COMPLETE, FAIL, FAIL_ENVELOPED, NOBODY, BROKEN, WATCH);
    private static final JsonObject LIST_SCHEMA = new JsonObject("""
            {"properties": {
              "limit": {"type": "integer"},
              "ratio": {"type": ["null", "number"]},
              "open": {"type": "boolean"},
              "state": {"type": "string"},
              "sort": {"enum": ["up", "down"]}}}""");
    private static final JsonObject PART_SCHEMA = new JsonObject("""
            {"properties": {"part": {"type": "integer"}}}""");
    private static final Map<String, Caller> KEYS = Map.of(
            "good-key", new Caller("key-1", Set.of("things:write"), "", ""),
            "weak-key", new Caller("key-2", Set.of("things:read"), "", ""));
    /** Knows some keys at once, and those that start with {@code slow} after a while. */
    private static final Authenticator AUTHENTICATOR = key -> {
        if (key.startsWith("slow")) {
            return Vertx.currentContext().owner().timer(50).compose(none -> known(key.substring("slow ".length())));
        }
        return known(key);
    };

    final Vertx vertx = Vertx.vertx();
    final HttpEdge edge;
    final HttpClient http = HttpClient.newHttpClient();

    /** What the operations have received, in order. */
    final ConcurrentLinkedQueue<Request> received = new ConcurrentLinkedQueue<>();

    TestEdge() {
        this(true, Duration.ofSeconds(10));
    }

    TestEdge(boolean development, Duration bodyTimeout) {
        this(development, bodyTimeout, EdgePolicy.open());
    }

    /** An edge with a policy of its own; heads have as long as bodies. */
    TestEdge(boolean development, Duration bodyTimeout, EdgePolicy policy) {
        this(development, bodyTimeout, policy, AUTHENTICATOR);
    }

    /** An edge that {@code keys} tells who calls. */
    TestEdge(boolean development, Duration bodyTimeout, EdgePolicy policy, Authenticator keys) {
        BusClient.register(vertx);
        var receiver = new Receiver(vertx, (schema, input) -> {}, AUTHENTICATOR, 1000);
        for (Operation operation : ECHOED) {
            await(receiver.on(operation, Function.identity(), this::echo));
        }
        await(receiver.on(WATCH, Request::input, TestEdge::watch));
        await(receiver.on(FAIL, Request::input, TestEdge::fail));
        await(receiver.on(FAIL_ENVELOPED, Request::input, TestEdge::fail));
        await(vertx.eventBus()
                .<JsonObject>consumer(BROKEN.name(), message -> message.reply("not an object"))
                .completion());
        var limits = new HttpLimits(
                "127.0.0.1",
                0,
                MAX_BODY,
                1024,
                8192,
                MAX_CONNECTIONS,
                Duration.ofSeconds(30),
                bodyTimeout,
                bodyTimeout);
        var api = new Api(
                OPERATIONS,
                TestEdge::schema,
                () -> Buffer.buffer("{\"openapi\":\"3.1.0\"}"),
                () -> Buffer.buffer("<h1>Operations</h1>"),
                () -> Buffer.buffer("{\"info\":{}}"),
                Site.of("1.0.0", "mailto:security@example.com", "30 days", InstantSource.system()));
        edge = new HttpEdge(
                vertx,
                new BusClient(vertx, Duration.ofSeconds(10)),
                keys,
                api,
                new Service("1.0.0", "abc", development),
                limits,
                policy);
        await(edge.start());
    }

    private static Future<Caller> known(String key) {
        Caller caller = KEYS.get(key);
        return caller == null ? Future.failedFuture(Failure.forbidden()) : Future.succeededFuture(caller);
    }

    private static JsonObject schema(Operation operation) {
        return switch (operation.request()) {
            case "list" -> LIST_SCHEMA;
            case "part" -> PART_SCHEMA;
            default -> new JsonObject();
        };
    }

    private Reply echo(Request request) {
        received.add(request);
        return () -> new JsonObject().put("input", request.input());
    }

    private static Reply watch(JsonObject input) {
        int next = Integer.parseInt(input.getString("last_event_id", "0")) + 1;
        var event =
                new JsonObject().put("id", String.valueOf(next)).put("type", "tick").put("data", new JsonObject());
        return () -> new JsonObject()
                .put("cursor", String.valueOf(next))
                .put("events", new JsonArray().add(event))
                .put("ended", next == 3);
    }

    private static Reply fail(JsonObject input) {
        throw Failure.from(input);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + edge.port() + path);
    }

    /** Sends a request; {@code headers} are names and values in turn. */
    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(uri(path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send("POST", path, body, headers);
    }

    /** A connection for requests that no proper client would send; reads give up after 10 s. */
    RawConnection connect() throws IOException {
        return new RawConnection(new Socket(InetAddress.getLoopbackAddress(), edge.port()));
    }

    record RawConnection(Socket socket) implements AutoCloseable {
        RawConnection {
            try {
                socket.setSoTimeout(10_000);
            } catch (IOException gone) {
                throw new IllegalStateException(gone);
            }
        }

        RawConnection write(String text) throws IOException {
            return write(text.getBytes(StandardCharsets.UTF_8));
        }

        RawConnection write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        }

        /** Everything until the server closes the connection. */
        String readToEnd() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        /** Everything until {@code end} has come. */
        String readUntil(String end) throws IOException {
            var text = new StringBuilder();
            while (text.indexOf(end) < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new IOException("Closed after: " + text);
                }
                text.append((char) next);
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        http.close();
        await(vertx.close());
    }
}
