package ai.levqor.callbacks;

import ai.levqor.TestKernel;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A real HTTP server that callbacks go to: it keeps what came and answers as the test says, 204 at first. */
final class TestReceiver {
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final HttpServer server;
    private volatile BiConsumer<Received, HttpServerResponse> answer = status(204);

    TestReceiver(Vertx vertx) throws Exception {
        server = TestKernel.get(
                vertx.createHttpServer().requestHandler(this::receive).listen(0, "127.0.0.1"));
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            var message = new Received(
                    request.method().name(), request.uri(), request.headers(), body.toString(), request.response());
            received.add(message);
            answer.accept(message, request.response());
        });
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    void answers(BiConsumer<Received, HttpServerResponse> how) {
        answer = how;
    }

    void answers(int status) {
        answers(status(status));
    }

    /** Answers nothing until the test does. */
    void holds() {
        answers((message, response) -> {});
    }

    private static BiConsumer<Received, HttpServerResponse> status(int status) {
        return (message, response) -> response.setStatusCode(status).end();
    }

    /** The next message, in the order in which they came. */
    Received next() throws InterruptedException {
        Received next = received.poll(15, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no callback came");
        }
        return next;
    }

    /** How many messages came that {@link #next} has not answered yet. */
    int waiting() {
        return received.size();
    }

    /** A message that came. */
    record Received(String method, String uri, MultiMap headers, String body, HttpServerResponse response) {
        String header(String name) {
            return String.valueOf(headers.get(name));
        }

        String id() {
            return header("webhook-id");
        }
    }
}
