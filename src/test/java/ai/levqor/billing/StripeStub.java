package ai.levqor.billing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Stripe's API as its documents describe it, as far as billing asks it. */
final class StripeStub implements AutoCloseable {
    static final String KEY = "sk_test_51StubNoRealKeyA7f3";

    final Map<String, JsonObject> objects = new ConcurrentHashMap<>();
    final Queue<Call> calls = new ConcurrentLinkedQueue<>();

    /** What the next requests are answered with instead; status and body. */
    final Queue<Map.Entry<Integer, String>> scripted = new ConcurrentLinkedQueue<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** A request, with its form decoded. */
    record Call(String method, String path, Map<String, String> headers, Map<String, String> form) {}

    StripeStub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void put(JsonObject object) {
        objects.put(object.getString("id"), object);
    }

    List<Call> calls(String path) {
        return calls.stream().filter(call -> call.path().equals(path)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        var call =
                new Call(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), headers, form(body));
        calls.add(call);
        Map.Entry<Integer, String> next = scripted.poll();
        if (next != null) {
            send(exchange, next.getKey(), next.getValue());
        } else if (!("Bearer " + KEY).equals(headers.get("authorization"))) {
            send(exchange, 401, error("invalid_request_error", null, "Invalid API Key provided: sk_test_****A7f3"));
        } else {
            answer(exchange, call);
        }
    }

    private void answer(HttpExchange exchange, Call call) throws IOException {
        String last = call.path().substring(call.path().lastIndexOf('/') + 1);
        if (call.method().equals("POST")) {
            send(exchange, 200, made(call, last).encode());
        } else if (call.path().equals("/v1/prices")) {
            send(exchange, 200, new JsonObject().put("data", new JsonArray()).encode());
        } else if (call.path().equals("/v1/invoices")) {
            String subscription = form(exchange.getRequestURI().getRawQuery()).getOrDefault("subscription", "");
            var open = new JsonArray(objects.values().stream()
                    .filter(object -> subscription.equals(object.getValue("subscription"))
                            && "open".equals(object.getValue("status")))
                    .toList());
            send(
                    exchange,
                    200,
                    new JsonObject().put("object", "list").put("data", open).encode());
        } else {
            JsonObject object = objects.get(last);
            send(
                    exchange,
                    object == null ? 404 : 200,
                    object == null
                            ? error("invalid_request_error", "resource_missing", "No such object: '" + last + "'")
                            : object.encode());
        }
    }

    private static JsonObject made(Call call, String last) {
        String unique = Integer.toHexString(call.form().hashCode());
        return switch (last) {
            case "customers" -> new JsonObject().put("id", "cus_" + unique);
            case "sessions" ->
                call.path().contains("portal")
                        ? new JsonObject()
                                .put("id", "bps_1")
                                .put("url", "https://billing.stripe.com/p/session/" + unique)
                        : new JsonObject()
                                .put("id", "cs_test_" + unique)
                                .put("url", "https://checkout.stripe.com/c/pay/cs_test_" + unique);
            default -> throw new IllegalArgumentException(call.path());
        };
    }

    static String error(String type, @Nullable String code, String message) {
        var error = new JsonObject().put("type", type).put("message", message);
        if (code != null) {
            error.put("code", code);
        }
        return new JsonObject().put("error", error).encode();
    }

    private static Map<String, String> form(String text) {
        var form = new HashMap<String, String>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
