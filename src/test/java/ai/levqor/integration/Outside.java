package ai.levqor.integration;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * What workflows reach outside, as one server: an OpenAI-compatible AI under {@code /v1}, Slack under {@code /slack}, and
 * pages: {@code /down-N/…} answers 503 to the first N requests, {@code /gone} is 404, all else is {@code {n: 1}}.
 */
final class Outside implements AutoCloseable {
    private final HttpServer server;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    Outside() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The requests to a path, in their order. */
    List<Seen> seen(String path) {
        return seen.stream().filter(one -> one.path().equals(path)).toList();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(new Seen(path, String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")), body));
            byte[] answer = answer(path).toBuffer().getBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status(path), answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private int status(String path) {
        if (path.startsWith("/down-")) {
            int times = Integer.parseInt(path.substring("/down-".length()));
            return seen(path).size() <= times ? 503 : 200;
        }
        return path.equals("/gone") ? 404 : 200;
    }

    private static JsonObject answer(String path) {
        if (path.startsWith("/slack/")) {
            return new JsonObject().put("ok", true).put("channel", "C1").put("ts", "1.2");
        }
        return path.equals("/v1/chat/completions") ? completion() : new JsonObject().put("n", 1);
    }

    /** A thousand tokens in and a thousand out. */
    private static JsonObject completion() {
        var message = new JsonObject().put("role", "assistant").put("content", "Positive\nAll is   well.");
        return new JsonObject()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1_741_569_952)
                .put("model", "model-1")
                .put(
                        "choices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("index", 0)
                                        .put("message", message)
                                        .put("finish_reason", "stop")))
                .put(
                        "usage",
                        new JsonObject()
                                .put("prompt_tokens", 1_000)
                                .put("completion_tokens", 1_000)
                                .put("total_tokens", 2_000));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** A request. */
    record Seen(String path, String idempotencyKey, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }
    }
}
