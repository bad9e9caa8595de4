package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The samples as a user runs them: by HTTP, with every actor, against servers; and what their calls cost and whose they are. */
@SuppressWarnings("NullAway.Init") // set up before the tests
class SamplesIT {
    private static final long DOLLAR = 1_000_000;

    private static Outside outside;
    private static ServerProcess server;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        outside = new Outside();
        Launch launch = Launch.on(Store.SQLITE);
        var prices = Files.writeString(launch.data().resolve("prices.yaml"), """
                functions:
                  ai.chat: {input: 1000, output: 2000, estimate: {output: 1000}}
                  email.send: {call: 0.05}
                  slack.*: {call: 0.25}
                """);
        server = launch.with("LEVQOR_COSTS_PRICES", prices.toString())
                .with("LEVQOR_AI_URL", outside.url() + "/v1")
                .with("LEVQOR_AI_MODEL", "model-1")
                .with("LEVQOR_CONNECTORS_SLACK_URL", outside.url() + "/slack")
                .with("LEVQOR_JOBS_BACKOFF_BASE", "20ms")
                .start();
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
        outside.close();
    }

    private static JsonObject result(Client whose, String workflow, JsonObject payload) throws Exception {
        return result(whose.submit(workflow, payload));
    }

    private static JsonObject result(String job) throws Exception {
        Eventually.await("job " + job + " has ended", () -> !List.of("queued", "running")
                .contains(client.status(job).getString("status")));
        JsonObject status = client.status(job);
        assertEquals("succeeded", status.getString("status"), status.encode());
        return status.getJsonObject("result");
    }

    private static void define(String name, String tasks) throws Exception {
        var created = client.post(
                "/api/v1/workflows",
                new JsonObject()
                        .put(
                                "source",
                                "document: {dsl: '1.0.0', namespace: t, name: %s, version: '1.0.0'}\ndo:\n%s"
                                        .formatted(name, tasks)));
        assertEquals(201, created.status(), created.text());
    }

    /** A client with a key of its own. */
    private static Client keyWith(String... scopes) throws Exception {
        var created = client.post(
                "/api/v1/keys",
                new JsonObject().put("name", "sample").put("scopes", new JsonArray(List.of(scopes))));
        assertEquals(201, created.status(), created.text());
        return client.as(Objects.requireNonNull(created.json().getString("key"), created.text()));
    }

    @Test
    void helloGreets() throws Exception {
        assertEquals(
                new JsonObject().put("message", "Hello, Ann!"),
                result(client, "hello", new JsonObject().put("name", "Ann")));
    }

    @Test
    void fetchAndNotifyTriesAgainAndTells() throws Exception {
        String url = outside.url() + "/down-1";
        assertEquals(
                new JsonObject().put("notified", true).put("status", 200),
                result(
                        client,
                        "fetch-and-notify",
                        new JsonObject().put("url", url).put("notify_url", outside.url() + "/notify")));
        assertEquals(2, outside.seen("/down-1").size());
        assertEquals(1, outside.seen("/notify").size());
        assertEquals(
                new JsonObject().put("url", url).put("status", 200).put("content", new JsonObject().put("n", 1)),
                outside.seen("/notify").getFirst().json());
    }

    @Test
    void aiAnalysisAsksTheAiWithThePowerOfTheKeyAndPaysItsTokens() throws Exception {
        Client key = keyWith("jobs:read", "jobs:write", "ai:write");
        String job = key.submit("ai-analysis", new JsonObject().put("text", "A fine day."));
        assertEquals(
                new JsonObject()
                        .put("sentiment", "positive")
                        .put("summary", "All is well.")
                        .put("model", "model-1")
                        .put("usage", new JsonObject().put("input_tokens", 1_000).put("output_tokens", 1_000)),
                result(job));
        assertTrue(outside.seen("/v1/chat/completions").stream()
                .anyMatch(seen -> seen.body().contains("A fine day.")));
        JsonObject costs = Client.ok(client.get("/api/v1/jobs/" + job + "/costs"));
        assertEquals(3 * DOLLAR, costs.getLong("cost"), costs.encode());
    }

    @Test
    void approvalWaitsForAPerson() throws Exception {
        for (String decision : List.of("approve", "reject")) {
            String job = client.submit("approval", new JsonObject().put("what", "a thing"));
            Eventually.await("it waits", () -> {
                JsonObject waiting = client.status(job).getJsonObject("waiting");
                return waiting != null && waiting.getString("reason").equals("approval");
            });
            var answer = client.post("/api/v1/jobs/" + job + "/" + decision, new JsonObject().put("comment", "so be it"));
            assertEquals(202, answer.status(), answer.text());
            JsonObject result = result(job);
            assertEquals(decision.equals("approve") ? "approved" : "rejected", result.getString("decision"));
            assertEquals("so be it", result.getString("comment"));
        }
    }

    @Test
    void nightlyReportMailsInTheNameOfItsOwner() throws Exception {
        Client key = keyWith("jobs:read", "jobs:write", "email:read", "email:write");
        JsonObject result = result(
                key,
                "nightly-report",
                new JsonObject()
                        .put("to", "ann@example.com")
                        .put("sources", new JsonArray().add(outside.url() + "/a").add(outside.url() + "/gone")));
        assertEquals(2, result.getJsonArray("rows").size(), result.encode());
        JsonObject mail = Client.ok(key.get("/api/email/" + result.getString("mail")));
        assertEquals("Nightly report", mail.getString("subject"), mail.encode());
        assertTrue(mail.getString("text").contains("/a: {\"n\":1}"), mail.encode());
        JsonObject usage = Client.ok(key.get("/api/usage"));
        assertTrue(usage.encode().contains("\"used\":1"), usage.encode());
    }

    @Test
    void aConnectorIsCalledOnceAndPriced() throws Exception {
        define("tell", """
                  - post:
                      call: slack.post_message
                      with: {credentials: {token: xoxb-1}, channel: C1, text: '${ .text }'}
                """);
        String job = client.submit("tell", new JsonObject().put("text", "hi"));
        result(job);
        assertEquals(1, outside.seen("/slack/chat.postMessage").size());
        JsonObject costs = Client.ok(client.get("/api/v1/jobs/" + job + "/costs"));
        assertEquals(DOLLAR / 4, costs.getLong("cost"), costs.encode());
    }

    @Test
    void whatAConnectorDoesNotHaveIsRefusedWhenADefinitionIsRead() throws Exception {
        JsonObject answer = Client.ok(client.post(
                "/api/v1/workflows/validate", new JsonObject().put("source", """
                        document: {dsl: '1.0.0', namespace: t, name: typo, version: '1.0.0'}
                        do:
                          - a: {call: slack.post_message, with: {channel: C1}}
                          - b: {call: slack.postmessage, with: {channel: C1}}
                          - c: {call: a-worker.of-mine, with: {}}
                        """)));
        assertFalse(answer.getBoolean("valid"));
        JsonObject problem = answer.getJsonArray("problems").getJsonObject(0);
        assertEquals(1, answer.getJsonArray("problems").size(), answer.encode());
        assertEquals(4, problem.getInteger("line"));
        assertTrue(problem.getString("message").contains("no action \"postmessage\""), problem.encode());
        assertTrue(problem.getString("message").contains("post_message"), problem.encode());
    }

    @Test
    void aWorkflowThatStartsItselfComesToAnEnd() throws Exception {
        var created = client.post("/api/v1/workflows", new JsonObject().put("source", """
                document: {dsl: '1.0.0', namespace: t, name: again, version: '1.0.0'}
                schedule: {on: {one: {with: {type: again}}}}
                do:
                  - emit: {emit: {event: {with: {source: 'https://again.example', type: again, levqorhops: 0}}}}
                """));
        assertEquals(201, created.status(), created.text());
        client.submit("again", new JsonObject());
        Eventually.await("the chain ends", Duration.ofSeconds(30), () -> jobs("again", "failed").size() == 1);
        JsonObject last = jobs("again", "failed").getJsonObject(0);
        String error = client.full(last.getString("job_id")).getJsonObject("error").encode();
        assertTrue(error.contains("without end"), error);
        assertEquals(32, jobs("again", "succeeded").size());
    }

    private static JsonArray jobs(String workflow, String status) throws Exception {
        return Client.ok(client.get("/api/v1/jobs?limit=100&workflow=" + workflow + "&state=" + status))
                .getJsonArray("jobs");
    }
}
