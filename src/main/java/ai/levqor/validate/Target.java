package ai.levqor.validate;

import ai.levqor.bus.Operation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.StringJoiner;

/** The server, as a client sees it. It waits where the server asks it to: 429 with Retry-After. */
final class Target implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int LONGEST_WAIT_SECONDS = 120;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String base;
    private String key;

    /** The server at {@code base}; an empty key is none. */
    Target(String base, String key) {
        this.base = base;
        this.key = key;
    }

    /** From now on it calls with this key. */
    void use(String other) {
        key = other;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path, key).header("Accept", "application/json").GET());
    }

    /**
     * Calls {@code operation}: path and query, or path and body, are filled from {@code input}.
     *
     * @param as the key to call with; empty is the one in use
     */
    Answer call(Operation operation, JsonObject input, String as) throws IOException, InterruptedException {
        String caller = as.isEmpty() ? key : as;
        JsonObject rest = input.copy();
        String path = operation.path();
        for (String name : operation.pathParameters()) {
            path = path.replace("{" + name + "}", encoded(String.valueOf(rest.remove(name))));
        }
        boolean hasBody =
                !operation.method().equals("GET") && !operation.method().equals("DELETE");
        if (hasBody) {
            return send(request(path, caller)
                    .header("Content-Type", "application/json")
                    .method(operation.method(), BodyPublishers.ofString(rest.encode())));
        }
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        rest.forEach(entry -> query.add(encoded(entry.getKey()) + "=" + encoded(String.valueOf(entry.getValue()))));
        return send(request(path + query, caller).method(operation.method(), BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String path, String caller) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
        return caller.isEmpty() ? request : request.header("X-Api-Key", caller);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        while (true) {
            long start = System.nanoTime();
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                String type = response.headers()
                        .firstValue("Content-Type")
                        .orElse("")
                        .split(";", 2)[0]
                        .strip();
                String text = type.equals(Answer.EVENTS) ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
                long wait = response.headers().firstValueAsLong("Retry-After").orElse(1);
                if (response.statusCode() != 429 || wait > LONGEST_WAIT_SECONDS) {
                    long ms = Duration.ofNanos(System.nanoTime() - start).toMillis();
                    return new Answer(response.statusCode(), type, text, ms);
                }
                Pause.of(Duration.ofSeconds(wait));
            }
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
