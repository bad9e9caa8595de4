package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.Eventually;
import ai.levqor.Produced;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** An HTTP client of the API. */
record Client(String base, String key) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody());
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    Answer post(String path) throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.noBody());
    }

    Answer post(String path, JsonObject body) throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.ofString(body.encode()));
    }

    Answer put(String path, JsonObject body) throws IOException, InterruptedException {
        return send("PUT", path, BodyPublishers.ofString(body.encode()));
    }

    Answer send(String method, String path, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(40))
                .header("Content-Type", "application/json")
                .method(method, body);
        if (!key.isEmpty()) {
            request.header("X-Api-Key", key);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        var response = HTTP.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() >= 400 || path.startsWith("/api/v1/audit")) {
            Produced.add("answers", response.body());
        }
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    /** The same API for somebody with another key; empty is none. */
    Client as(String otherKey) {
        return new Client(base, otherKey);
    }

    /** Submits a job and answers its id. */
    String submit(String workflow, JsonObject payload) throws IOException, InterruptedException {
        return submit(job(workflow, payload));
    }

    String submit(JsonObject job) throws IOException, InterruptedException {
        Answer answer = post("/api/v1/intake", job);
        assertEquals(202, answer.status(), answer.text());
        return answer.json().getString("job_id");
    }

    static JsonObject job(String workflow, JsonObject payload) {
        return new JsonObject().put("workflow", workflow).put("payload", payload);
    }

    /** The short form of a job. */
    JsonObject status(String id) throws IOException, InterruptedException {
        return ok(get("/api/v1/status/" + id));
    }

    /** A job in full. */
    JsonObject full(String id) throws IOException, InterruptedException {
        return ok(get("/api/v1/jobs/" + id));
    }

    static JsonObject ok(Answer answer) {
        assertEquals(200, answer.status(), answer.text());
        return answer.json();
    }

    /** Waits until a job is in {@code state} and answers its short form. */
    JsonObject await(String id, String state) throws Exception {
        Eventually.await(
                "job " + id + " is " + state,
                () -> status(id).getString("status").equals(state));
        return status(id);
    }

    /** What the server answered. */
    record Answer(int status, HttpHeaders headers, String text) {
        JsonObject json() {
            return new JsonObject(text);
        }
    }
}
