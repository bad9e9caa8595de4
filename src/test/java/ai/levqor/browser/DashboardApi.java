package ai.levqor.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/** Puts matter into a node by its API, for the dashboard to show. */
final class DashboardApi {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> accounts = new HashSet<>();
    private final Set<String> read = new HashSet<>();
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

    /** Makes an account with this role, unless there is one. */
    void account(String email, String role) throws Exception {
        if (accounts.add(email)) {
            send(
                    "POST",
                    "/api/v1/accounts",
                    new JsonObject().put("email", email).put("role", role));
        }
    }

    /** The id of a sign-in mail to {@code email} in the outbox that was not asked for before. */
    String signInMail(String email) throws Exception {
        var found = new ArrayList<String>();
        Eventually.await("a mail to " + email + " is in the outbox", () -> {
            JsonArray mails = send("GET", "/api/email?status=outbox&limit=200", new JsonObject())
                    .getJsonArray("emails");
            mails.stream()
                    .map(JsonObject.class::cast)
                    .filter(mail -> mail.getJsonArray("to").contains(email) && mail.getBoolean("sensitive"))
                    .map(mail -> mail.getString("id"))
                    .filter(read::add)
                    .forEach(found::add);
            return !found.isEmpty();
        });
        return found.getFirst();
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
