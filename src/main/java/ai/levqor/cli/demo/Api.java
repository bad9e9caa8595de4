package ai.levqor.cli.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API as any client sees it: over HTTP, with a key. Blocks; an answer that is not the expected one is an error. */
public final class Api implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final String base;
    private final String key;

    /** A client of the server at {@code base}, such as {@code http://127.0.0.1:8080}. */
    public Api(String base, String key) {
        this.base = base;
        this.key = key;
    }

    /** Where the server is, without a slash at the end. */
    public String base() {
        return base;
    }

    /** The API key that it calls with. */
    public String key() {
        return key;
    }

    JsonObject submit(JsonObject job) {
        return call("POST", "/api/v1/intake", job, 202);
    }

    JsonObject status(String job) {
        return call("GET", "/api/v1/status/" + job, null, 200);
    }

    JsonArray events(String job) {
        return call("GET", "/api/v1/jobs/" + job + "/events", null, 200).getJsonArray("events");
    }

    /** The secrets that sign callbacks now. */
    public List<String> signingSecrets() {
        return call("GET", "/api/v1/callbacks/secrets", null, 200).getJsonArray("secrets").stream()
                .map(secret -> ((JsonObject) secret).getString("secret"))
                .toList();
    }

    private JsonObject call(String method, String path, @Nullable JsonObject body, int expected) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .header("X-Api-Key", key)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != expected) {
                throw new DemoException(method + " " + path + " answered " + response.statusCode() + " instead of "
                        + expected + ": " + response.body());
            }
            return new JsonObject(response.body());
        } catch (IOException e) {
            throw new DemoException(method + " " + base + path + " failed: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException(method + " " + path + " was interrupted");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
