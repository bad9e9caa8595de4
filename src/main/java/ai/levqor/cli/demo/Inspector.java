package ai.levqor.cli.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A receiver of callbacks on loopback, to look at them: POST to any path is a callback, GET shows the last ones as JSON.
 * It verifies each signature as a receiver should, with the secrets that are in force when the callback arrives. It ends with its Vert.x.
 */
public final class Inspector {
    private static final int KEPT = 100;
    private static final int MAX_BODY = 2 * 1024 * 1024;

    private final Vertx vertx;
    private final Supplier<List<String>> secrets;
    private final InstantSource clock;
    private final HttpServer server;
    private final Deque<Received> received = new ArrayDeque<>();

    private Inspector(Vertx vertx, Supplier<List<String>> secrets, InstantSource clock) {
        this.vertx = vertx;
        this.secrets = secrets;
        this.clock = clock;
        this.server = vertx.createHttpServer().requestHandler(this::handle);
    }

    /** Listens on a free port; {@code secrets} may block. */
    public static Future<Inspector> start(Vertx vertx, Supplier<List<String>> secrets, InstantSource clock) {
        var inspector = new Inspector(vertx, secrets, clock);
        return inspector.server.listen(0, "127.0.0.1").map(inspector);
    }

    /** Where callbacks go, and where they are shown. */
    public String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    /** The newest callback about a job, if one came. */
    synchronized Optional<Received> of(String job) {
        return received.stream().filter(callback -> callback.isOf(job)).findFirst();
    }

    private void handle(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.GET)) {
            answer(request, 200, new JsonObject().put("callbacks", shown()));
        } else if (request.method().equals(HttpMethod.POST)) {
            receive(request);
        } else {
            answer(request, 405, error("POST a callback, or GET those that came."));
        }
    }

    private void receive(HttpServerRequest request) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() <= MAX_BODY) {
                body.appendBuffer(chunk);
            }
        });
        request.end()
                .compose(none -> body.length() > MAX_BODY
                        ? Future.succeededFuture(413)
                        : vertx.executeBlocking(() -> keep(Received.of(request.headers(), body, secrets.get(), clock))))
                .onSuccess(status -> request.response().setStatusCode(status).end())
                .onFailure(cause -> answer(request, 500, error(cause.toString())));
    }

    /** Keeps a callback; answers the status that the sender gets. One that nobody signed is shown, but refused. */
    private synchronized int keep(Received callback) {
        received.addFirst(callback);
        if (received.size() > KEPT) {
            received.removeLast();
        }
        return callback.signatureValid() ? 204 : 401;
    }

    private synchronized JsonArray shown() {
        return new JsonArray(received.stream().map(Received::json).toList());
    }

    private static JsonObject error(String message) {
        return new JsonObject().put("error", message);
    }

    private static void answer(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(body.encodePrettily() + "\n");
    }
}
