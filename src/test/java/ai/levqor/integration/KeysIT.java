package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.security.ApiKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stored keys over HTTP and from the command line, on a server that runs beside it. */
@SuppressWarnings("NullAway.Init") // set before the first test
class KeysIT {
    private static final String KEYS = "/api/v1/keys";
    private static final JsonObject JOB = Client.job("noop", new JsonObject());

    private static Launch launch;
    private static ServerProcess server;
    private static Client client;

    @BeforeAll
    static void start() {
        launch = Launch.on(Store.SQLITE);
        server = launch.start();
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
        assertFalse(server.log().matches("(?s).*lvq_(live|test)_(?!" + shownOnce() + ").*"), server::log);
    }

    /** The development key is the only one that a server prints. */
    private static String shownOnce() {
        try {
            return server.developmentKey().substring("lvq_test_".length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonObject create(JsonObject key) throws Exception {
        var answer = client.post(KEYS, key);
        assertEquals(201, answer.status(), answer.text());
        return answer.json();
    }

    private static JsonObject key(String scope) {
        return new JsonObject().put("name", "it").put("scopes", new JsonArray().add(scope));
    }

    private static int submit(String key) throws Exception {
        return client.as(key).post("/api/v1/intake", JOB).status();
    }

    private static void forbidden(String key) throws Exception {
        var answer = client.as(key).post("/api/v1/intake", JOB);
        assertEquals(403, answer.status());
        assertEquals("{\"error\":\"forbidden\"}", answer.text());
    }

    @Test
    void everyKeyThatIsNotValidIsForbidden() throws Exception {
        JsonObject made = create(key("jobs:write"));
        String text = made.getString("key");
        assertEquals(202, submit(text));

        forbidden("");
        forbidden("wrong-key-wrong-key");
        forbidden(ApiKey.generate(ApiKey.Kind.TEST).text());
        forbidden(text.substring(0, 12) + (text.charAt(12) == 'x' ? 'y' : 'x') + text.substring(13));
        forbidden(create(key("jobs:read")).getString("key"));

        JsonObject brief = create(key("jobs:write").put("expires_in", 1));
        Eventually.await("it expires", () -> submit(brief.getString("key")) == 403);
        forbidden(brief.getString("key"));

        assertEquals(
                200,
                client.post(KEYS + "/" + made.getString("key_id") + "/revoke").status());
        forbidden(text);
    }

    @Test
    void theCommandLineDoesWhatTheApiDoes() throws Exception {
        String printed = levqor(0, "keys", "create", "--name", "shop", "--scopes", "jobs:write,jobs:read");
        String text = printed.lines()
                .filter(line -> line.startsWith("lvq_test_"))
                .findFirst()
                .orElseThrow();
        String id = ApiKey.parse(text).orElseThrow().id();
        assertTrue(printed.contains(id), printed);
        assertEquals(202, submit(text));
        JsonObject stored = Client.ok(client.get(KEYS + "/" + id));
        assertEquals("cli:" + System.getProperty("user.name"), stored.getString("created_by"));

        JsonObject next = new JsonObject(levqor(0, "keys", "rotate", id, "--overlap", "1h", "--json"));
        assertEquals(202, submit(text));
        assertEquals(202, submit(next.getString("key")));

        var listed = new JsonArray(levqor(0, "keys", "list", "--json"));
        assertEquals(next.getString("key_id"), listed.getJsonObject(0).getString("key_id"));
        String table = levqor(0, "keys", "list");
        assertTrue(table.contains(id) && table.contains("replaced"), table);
        assertFalse(table.contains("lvq_"), table);

        assertTrue(levqor(0, "keys", "revoke", next.getString("key_id")).contains("Revoked"));
        // The server is no part of the command: it asks again within seconds.
        Eventually.await("the server notices", Duration.ofSeconds(15), () -> submit(next.getString("key")) == 403);
        assertEquals(202, submit(text));
    }

    @Test
    void theCommandLineNamesWhatIsWrong() {
        assertTrue(levqor(1, "keys", "revoke", "test_000000000000").contains("test_000000000000"));
        assertTrue(levqor(1, "keys", "create", "--name", "x", "--scopes", "jobs:wirte")
                .contains("jobs:write"));
        assertTrue(levqor(2, "keys", "create", "--name", "x", "--scopes", "*", "--expires", "soon")
                .contains("--expires is soon"));
    }

    @Test
    void noRequestFailsWhileAKeyIsRotated() throws Exception {
        JsonObject old = create(key("jobs:write"));
        try (var load = new KeyLoad(List.of(client), old.getString("key"))) {
            load.awaitRequests(50);
            for (int i = 0; i < 3; i++) {
                JsonObject next = client.post(
                                KEYS + "/" + old.getString("key_id") + "/rotate", new JsonObject().put("overlap", 60))
                        .json();
                load.use(next.getString("key"));
                load.awaitRequests(50);
                old = next;
            }
            assertEquals(List.of(), load.failures());
        }
    }

    /** All that the command prints, its log included: with {@code --json} it is JSON alone. */
    private static String levqor(int status, String... arguments) {
        ServerProcess command = launch.arguments(arguments).begin();
        assertEquals(status, command.exit(), command::log);
        return command.log();
    }
}
