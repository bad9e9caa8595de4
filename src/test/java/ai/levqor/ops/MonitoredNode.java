package ai.levqor.ops;

import ai.levqor.TestPorts;
import ai.levqor.config.Settings;
import ai.levqor.node.Kernel;
import ai.levqor.node.Node;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A whole node in this process, as Prometheus and clients see it. */
final class MonitoredNode implements AutoCloseable {
    private final Node node;
    private final int port;
    private final String key;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Starts the verticles that {@code only} names, or all; {@code settings} are names and values in turn. */
    MonitoredNode(Path folder, Set<String> only, String... settings) throws IOException {
        this(folder, only, false, settings);
    }

    /** The same, in a cluster of its own or alone. */
    MonitoredNode(Path folder, Set<String> only, boolean cluster, String... settings) throws IOException {
        port = TestPorts.free();
        Map<String, String> env = new HashMap<>(Map.of(
                "LEVQOR_HTTP_PORT", Integer.toString(port),
                "LEVQOR_DATA_DIR", folder.toString(),
                "LEVQOR_LIMITS_PER_IP", "0",
                "LEVQOR_LIMITS_GLOBAL", "0",
                "LEVQOR_JOBS_BACKOFF_BASE", "20ms",
                "LEVQOR_JOBS_BACKOFF_MAX", "50ms",
                "LEVQOR_JOBS_LEASE", "3s",
                "LEVQOR_JOBS_HEARTBEAT_INTERVAL", "500ms"));
        for (int i = 0; i < settings.length; i += 2) {
            env.put(settings[i], settings[i + 1]);
        }
        env.put("LEVQOR_CLUSTER_PORT", Integer.toString(TestPorts.free()));
        node = Node.start(Settings.load(env), only, cluster);
        key = Files.exists(folder.resolve("development-api-key"))
                ? Files.readString(folder.resolve("development-api-key")).strip()
                : "";
    }

    Kernel kernel() {
        return node.kernel();
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, JsonObject body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("X-Api-Key", key)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                        .build(),
                BodyHandlers.ofString());
    }

    String submit(JsonObject job) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/api/v1/intake", job);
        if (answer.statusCode() != 202) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body()).getString("job_id");
    }

    String status(String job) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/api/v1/status/" + job);
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body()).getString("status");
    }

    Scrape scrape() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/metrics", "X-Api-Key", key);
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode());
        }
        return Scrape.of(answer.body());
    }

    @Override
    public void close() {
        node.stop()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
