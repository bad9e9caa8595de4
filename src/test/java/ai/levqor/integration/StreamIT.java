package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Live streams over HTTP, of jobs that another node of the cluster runs. */
@SuppressWarnings("NullAway.Init") // set before the first test
class StreamIT {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static ServerProcess one;
    private static ServerProcess two;

    @BeforeAll
    static void start() {
        ClusterPorts ports = ClusterPorts.free();
        Launch launch = Launch.on(Store.POSTGRES)
                .with("LEVQOR_ACTIVITY_MAX_STREAMS_PER_KEY", "2")
                .with("LEVQOR_ACTIVITY_HEARTBEAT", "500ms");
        one = ports.first(launch.arguments("run", "--cluster")).start();
        two = ports.second(launch.sibling().arguments("run", "--only", "http,activity,keys", "--cluster"))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        two.close();
        one.close();
    }

    private static HttpResponse<InputStream> open(ServerProcess node, String path, String last) throws Exception {
        Client client = node.client();
        var request = HttpRequest.newBuilder(URI.create(client.base() + path))
                .timeout(Duration.ofSeconds(40))
                .header("X-Api-Key", client.key());
        if (!last.isEmpty()) {
            request.header("Last-Event-ID", last);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static BufferedReader reader(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** Reads events, as their id and type, until {@code count} came or the stream ended. */
    private static List<String> read(BufferedReader reader, int count) throws IOException {
        var events = new ArrayList<String>();
        String id = "";
        String type = "";
        while (events.size() < count) {
            String line = reader.readLine();
            if (line == null) {
                break;
            }
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ") && !line.contains("steps_done")) {
                events.add(id + " " + type);
            }
        }
        return events;
    }

    @Test
    void aStreamGoesOnAtAnotherNodeWithoutLossOrDoubles() throws Exception {
        String source = """
                document: {dsl: 1.0.0, namespace: default, name: it-follow, version: 1.0.0}
                do:
                - a: {set: {n: 1}}
                - ask: {listen: {to: {one: {with: {type: go}}}}}
                - b: {set: {n: 2}}
                - c: {set: {n: 3}}
                """;
        assertEquals(
                201,
                one.client()
                        .post("/api/v1/workflows", new JsonObject().put("source", source))
                        .status());
        String job = one.client().submit("it-follow", new JsonObject());
        String path = "/api/v1/jobs/" + job + "/stream";
        List<String> seen;
        HttpResponse<InputStream> first = open(two, path, "");
        assertEquals(200, first.statusCode());
        assertEquals(
                "text/event-stream; charset=utf-8",
                first.headers().firstValue("content-type").orElse(""));
        assertTrue(first.headers().firstValue("content-security-policy").isPresent());
        assertTrue(first.headers().firstValue("content-encoding").isEmpty());
        try (BufferedReader reader = reader(first)) {
            seen = new ArrayList<>(read(reader, 3)); // and then the reader is gone
        }
        String last = seen.getLast().split(" ", -1)[0];
        try (BufferedReader reader = reader(open(one, path, last))) {
            signal(job);
            seen.addAll(read(reader, Integer.MAX_VALUE));
        }
        HttpResponse<InputStream> over = open(two, path, seen.getLast().split(" ", -1)[0]);
        assertEquals(204, over.statusCode());
        assertEquals(seen.size(), seen.stream().distinct().count());
        List<String> steps = seen.stream()
                .filter(event -> event.endsWith(" step"))
                .map(event -> event.split("-", -1)[2])
                .toList();
        assertEquals(List.of("1", "2", "3", "4", "5"), steps, seen.toString());
        assertTrue(seen.getLast().contains("-e1."), seen.toString());
    }

    private static void signal(String job) throws Exception {
        var answer = one.client().post("/api/v1/jobs/" + job + "/events", new JsonObject().put("type", "go"));
        assertEquals(202, answer.status(), answer.text());
    }

    @Test
    void streamsAreBoundedGuardedAndAlive() throws Exception {
        String path = "/api/v1/jobs/stream?workflow=it-none";
        assertEquals(403, two.client().as("").get(path).status());
        try (BufferedReader a = reader(open(two, path, ""));
                BufferedReader b = reader(open(two, path, ""))) {
            assertEquals(429, two.client().get(path).status());
            String line = "";
            while (!line.equals(": heartbeat")) {
                line = a.readLine();
            }
            assertFalse(b.readLine().isEmpty());
        }
    }

    @Test
    void aChangeOnAnotherNodeComesAtOnce() throws Exception {
        String job =
                one.client().submit(new JsonObject().put("workflow", "it.later").put("payload", new JsonObject()));
        try (BufferedReader reader = reader(open(two, "/api/v1/jobs/" + job + "/stream", ""))) {
            read(reader, 1);
            one.client().post("/api/v1/jobs/" + job + "/cancel");
            List<String> rest = read(reader, Integer.MAX_VALUE);
            assertTrue(rest.getLast().endsWith(" state"), rest.toString());
        }
    }
}
