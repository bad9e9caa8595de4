package ai.levqor.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Puts matter into a node by its API, for the dashboard to show. */
final class DashboardApi {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    DashboardApi(String base) {
        this.base = base;
    }

    /** Calls a write with the node's key; answers what it answered. */
    JsonObject send(String method, String path, JsonObject body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .header("X-Api-Key", Chromium.KEY)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.encode()))
                .build();
        var response = http.send(request, BodyHandlers.ofString());
        assertTrue(response.statusCode() < 300, response::body);
        return response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body());
    }

    /** Submits a job; answers its id. */
    String job(String workflow, JsonObject payload) throws Exception {
        var body = new JsonObject()
                .put("workflow", workflow)
                .put("payload", payload)
                .put("max_attempts", 1);
        return send("POST", "/api/v1/intake", body).getString("job_id");
    }

    /** Submits {@code count} jobs that wait, as nobody serves them. */
    void waiting(String workflow, int count) throws Exception {
        for (int left = count; left > 0; left -= 1000) {
            var jobs = new JsonArray();
            for (int i = 0; i < Math.min(left, 1000); i++) {
                jobs.add(new JsonObject().put("workflow", workflow).put("payload", new JsonObject().put("n", i)));
            }
            send("POST", "/api/v1/jobs/bulk", new JsonObject().put("jobs", jobs));
        }
    }
}
