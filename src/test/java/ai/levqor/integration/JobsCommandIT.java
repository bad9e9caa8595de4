package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.cli.Cli;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code levqor jobs}, as typed, against a server. */
@SuppressWarnings("NullAway.Init") // set up before the tests
class JobsCommandIT {
    private static ServerProcess server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = Launch.on(Store.SQLITE).start();
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** What the command prints; it must end with {@code status}. */
    private static String jobs(int status, String... args) {
        var all = new ArrayList<>(List.of("jobs"));
        all.addAll(List.of(args));
        all.addAll(List.of("--url", client.base(), "--key", Launch.KEY));
        var printed = new StringWriter();
        var out = new PrintWriter(printed, true);
        assertEquals(status, new Cli(Map.of(), out, out).run(all.toArray(new String[0])), printed.toString());
        return printed.toString();
    }

    @Test
    void listsShowsAndFollowsWhatSucceeded() throws Exception {
        String job = client.submit("hello", new JsonObject().put("name", "Ann"));
        String followed = jobs(0, "follow", job);
        assertTrue(followed.contains("succeeded"), followed);
        String list = jobs(0, "list", "--workflow", "hello", "--state", "succeeded");
        assertTrue(list.contains(job), list);
        JsonObject shown = new JsonObject(jobs(0, "show", job, "--json"));
        assertEquals("Hello, Ann!", shown.getJsonObject("result").getString("message"));
    }

    @Test
    void retriesCancelsAndSaysWhy() throws Exception {
        String job = client.submit("approval", new JsonObject().put("what", "a thing"));
        Eventually.await(
                "it waits",
                () -> client.status(job).containsKey("waiting")
                        && client.status(job).getJsonObject("waiting") != null
                        && "approval"
                                .equals(client.status(job)
                                        .getJsonObject("waiting")
                                        .getString("reason")));
        String shown = jobs(0, "show", job);
        assertTrue(shown.contains("It waits for an event"), shown);
        jobs(0, "cancel", job);
        assertEquals("cancelled", client.full(job).getString("status"));
        jobs(1, "follow", job);
        jobs(0, "retry", job);
        String again = client.full(job).getString("status");
        assertTrue(List.of("queued", "running").contains(again), again);
        jobs(0, "cancel", job);
        String none = jobs(1, "show", "00000000-0000-7000-8000-000000000000");
        assertTrue(none.contains("There is nothing with this id"), none);
    }

    @Test
    void logsTellWhatFailed() throws Exception {
        var created = client.post("/api/v1/workflows", new JsonObject().put("source", """
                document: {dsl: '1.0.0', namespace: t, name: raises, version: '1.0.0'}
                do: [{oops: {raise: {error: {type: 'https://e.example/no', status: 400, title: it is wrong}}}}]
                """));
        assertEquals(201, created.status(), created.text());
        String job = client.submit("raises", new JsonObject());
        client.await(job, "failed");
        String logs = jobs(0, "logs", job, "--level", "error");
        assertTrue(logs.contains("it is wrong"), logs);
        String counted = jobs(0, "retry", "--all", "--workflow", "raises", "--dry-run");
        assertTrue(counted.contains("1"), counted);
    }
}
