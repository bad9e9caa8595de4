package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.integration.Client.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Users, referrals and the report over HTTP and from the command line, on a server that runs beside it. */
@SuppressWarnings("NullAway.Init") // set before the first test
class UsersIT {
    private static final String USERS = "/api/v1/users";
    private static Launch launch;
    private static ServerProcess server;
    private static Client client;
    private static Client stranger;

    @BeforeAll
    static void start() {
        launch = Launch.on(Store.SQLITE);
        server = launch.start();
        client = server.client();
        stranger = client.as("");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer upsert(String email) throws Exception {
        return client.post(
                USERS + "/upsert", new JsonObject().put("email", email).put("name", "Ann"));
    }

    private static JsonObject user(String email) throws Exception {
        return upsert(email).json().getJsonObject("user");
    }

    private static Answer patch(String id, String body, String... headers) throws Exception {
        return client.send("PATCH", USERS + "/" + id, BodyPublishers.ofString(body), headers);
    }

    private static String tag(Answer answer) {
        return answer.headers().firstValue("etag").orElseThrow();
    }

    @Test
    void answersInTheFormsOfTheSurface() throws Exception {
        Answer made = upsert("Forms@Example.com");
        assertEquals(201, made.status(), made.text());
        JsonObject user = made.json().getJsonObject("user");
        assertEquals(new JsonObject().put("created", true).put("user", user), made.json());
        Answer again = upsert("forms@example.com");
        assertEquals(200, again.status());
        assertEquals(new JsonObject().put("updated", true).put("user", user), again.json());
        assertEquals(user, Client.ok(client.get(USERS + "?email=FORMS%40example.com")));
        assertEquals(user, Client.ok(client.get(USERS + "/" + user.getString("id"))));
        Answer missing = client.get(USERS + "?email=nobody@example.com");
        assertEquals(404, missing.status());
        assertEquals("{\"error\":\"not_found\"}", missing.text());
        assertEquals(404, client.get(USERS + "/nobody").status());
        Answer patched = patch(user.getString("id"), "{\"currency\":\"EUR\"}");
        assertEquals(200, patched.status());
        assertTrue(patched.json().getBoolean("updated"));
        assertEquals("EUR", patched.json().getJsonObject("user").getString("currency"));
        Answer wrong = client.post(USERS + "/upsert", new JsonObject().put("email", "x"));
        assertEquals(400, wrong.status());
        assertEquals("invalid_request", wrong.json().getString("error"));
    }

    @Test
    void aRepeatedUpsertWithAnIdempotencyKeyIsStillCreated() throws Exception {
        for (int i = 0; i < 2; i++) {
            Answer made = client.send(
                    "POST",
                    USERS + "/upsert",
                    BodyPublishers.ofString("{\"email\":\"once@example.com\"}"),
                    "Idempotency-Key",
                    "u-1");
            assertEquals(201, made.status(), made.text());
        }
    }

    @Test
    void requestsMayBeConditional() throws Exception {
        String id = user("tags@example.com").getString("id");
        Answer first = client.get(USERS + "/" + id);
        String tag = tag(first);
        assertEquals(tag, tag(client.get(USERS + "?email=tags@example.com")));
        Answer known = client.send("GET", USERS + "/" + id, BodyPublishers.noBody(), "If-None-Match", "W/" + tag);
        assertEquals(304, known.status());
        assertEquals("", known.text());
        assertEquals(tag, tag(known));

        Answer changed = patch(id, "{\"name\":\"B\"}", "If-Match", tag);
        assertEquals(200, changed.status(), changed.text());
        assertEquals(tag(client.get(USERS + "/" + id)), tag(changed), "the tag of the answer is that of a read");
        Answer late = patch(id, "{\"name\":\"C\"}", "If-Match", tag);
        assertEquals(412, late.status());
        assertEquals("precondition_failed", late.json().getString("error"));
        assertEquals(
                412,
                client.send("GET", USERS + "/" + id, BodyPublishers.noBody(), "If-Match", tag)
                        .status());
        assertEquals(
                412,
                client.send("DELETE", USERS + "/" + id, BodyPublishers.noBody(), "If-Match", tag)
                        .status());
        assertEquals(400, patch(id, "{\"name\":\"C\"}", "If-Match", "no-quotes").status());
        assertEquals("B", client.get(USERS + "/" + id).json().getString("name"));
        assertEquals(200, patch(id, "{\"name\":\"C\"}", "If-Match", "*").status());
    }

    @Test
    void inDevelopmentReadsAreOpenAndNothingElseIs() throws Exception {
        String id = user("open@example.com").getString("id");
        for (String path : new String[] {"?email=open@example.com", "/" + id, "/list"}) {
            assertEquals(200, stranger.get(USERS + path).status(), path);
            assertEquals(403, client.as("wrong").get(USERS + path).status(), path);
        }
        assertEquals(403, stranger.get(USERS + "/" + id + "/export").status());
        assertEquals(403, stranger.delete(USERS + "/" + id).status());
        assertEquals(403, stranger.get("/admin/analytics").status());
        assertEquals(403, stranger.get("/api/v1/referrals").status());
        Answer refused = stranger.post(USERS + "/upsert", new JsonObject().put("email", "x@example.com"));
        assertEquals(403, refused.status());
        assertEquals("{\"error\":\"forbidden\"}", refused.text());
    }

    @Test
    void inProductionReadsNeedAKey() throws Exception {
        Launch production = Launch.on(Store.SQLITE).with(Map.of("LEVQOR_PROFILE", "production"));
        try (ServerProcess other = production.start()) {
            Client known = other.client();
            Answer made = known.post(USERS + "/upsert", new JsonObject().put("email", "a@example.com"));
            assertEquals(201, made.status(), made.text());
            String id = made.json().getJsonObject("user").getString("id");
            for (String path : new String[] {"?email=a@example.com", "?email=b@example.com", "/" + id, "/list"}) {
                Answer refused = known.as("").get(USERS + path);
                assertEquals(403, refused.status(), path);
                assertEquals("{\"error\":\"forbidden\"}", refused.text());
            }
            assertEquals(200, known.get(USERS + "/" + id).status());
        }
    }

    @Test
    void referralsAreTrackedOnceAndReported() throws Exception {
        var referral = new JsonObject().put("source", "newsletter").put("email", "ref@example.com");
        assertEquals(201, client.post("/api/v1/referrals/track", referral).status());
        Answer again = client.post("/api/v1/referrals/track", referral);
        assertEquals(200, again.status());
        assertTrue(again.json().getBoolean("duplicate"));
        JsonObject report = Client.ok(client.get("/admin/analytics?days=1&time_zone=Europe/Berlin"));
        assertEquals(1, report.getJsonArray("growth").size());
        assertEquals(
                new JsonArray()
                        .add(new JsonObject()
                                .put("source", "newsletter")
                                .put("referrals", 1)
                                .put("attributed", 1)),
                report.getJsonObject("referrals").getJsonArray("sources"));
        String metrics = client.get("/api/metrics").text();
        assertTrue(metrics.contains("\noxla_total_users") && metrics.contains("\noxla_active_users"), metrics);
        assertTrue(metrics.contains("\noxla_total_files"), metrics);
        assertTrue(
                metrics.contains("\noxla_email_jobs_total ")
                        && metrics.contains("\noxla_email_queue_length ")
                        && metrics.contains("\noxla_email_jobs_by_status{"),
                metrics);
    }

    @Test
    void theCommandLineDoesWhatTheApiDoes() throws Exception {
        String id = user("cli@example.com").getString("id");
        assertTrue(levqor(0, "users", "list", "--search", "CLI@").contains(id));
        String listed = levqor(0, "users", "list", "--json", "--limit", "500");
        assertTrue(listed.contains("cli@example.com"), listed);
        assertTrue(levqor(0, "users", "show", "Cli@example.com").contains(id));
        String exported = levqor(0, "users", "export", id);
        assertTrue(exported.contains("\"exported_at\"") && exported.contains("\"referrals\""), exported);
        assertTrue(levqor(2, "users", "delete", "cli@example.com").contains("--yes"));
        assertEquals(200, client.get(USERS + "/" + id).status());
        assertTrue(levqor(0, "users", "delete", "cli@example.com", "--yes").contains("Deleted cli@example.com"));
        assertEquals(404, client.get(USERS + "/" + id).status());
        assertFalse(levqor(1, "users", "show", id).isEmpty());
    }

    private static String levqor(int status, String... arguments) {
        ServerProcess command = launch.arguments(arguments).begin();
        assertEquals(status, command.exit(), command::log);
        return command.log();
    }
}
